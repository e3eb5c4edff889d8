-- One row per organisation, month, platform and group: the age band its report gave, and whose ages they are (report_used paid or organic).
with bands as (
    select *, min(report) over (partition by organisation_id, month, platform) as report_used -- organic where there is one, as in the measures
    from {{ ref('stg_audience') }}
)

select
    bands.organisation_id, bands.month as period, bands.platform, populations.group_id, bands.report_used, min(bands.band) as reported_band
from bands
inner join {{ ref('populations') }} as populations
    on
        bands.organisation_id = populations.organisation_id
        and {{ stripped('bands.band', '[^0-9].*$') }} = cast(populations.band_from as {{ dbt.type_string() }})
where bands.report = bands.report_used
group by bands.organisation_id, bands.month, bands.platform, populations.group_id, bands.report_used
