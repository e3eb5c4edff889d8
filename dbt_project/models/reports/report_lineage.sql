-- One row per part of a figure that is shown: what was counted, where it was read, and how much it counts for.
-- Parts of figures that are withheld stay here only if another figure shows them. figure_parts (made at publish) joins them.
with shown as (
    select figures.organisation_id, figures.period, figures.slice_kind, figures.slice, kpis.numerator, kpis.denominator
    from {{ ref('report_figures') }} as figures
    inner join {{ ref('report_kpis') }} as kpis
        on figures.kpi_id = kpis.kpi_id and figures.definition_version = kpis.definition_version
    where figures.state = 'measured' and figures.kept_on is null -- else its parts were removed
),

wanted as (
    select organisation_id, period, numerator as measure, case slice_kind when 'community' then slice end as community_id from shown
    union
    select organisation_id, period, denominator as measure, case slice_kind when 'community' then slice end as community_id
    from shown
    where denominator is not null
)

select
    parts.organisation_id, parts.period, parts.measure, parts.part_kind, parts.part_id, parts.field, parts.amount,
    parts.platform, parts.account_id, parts.objective_id, parts.community_id, parts.theme, parts.batch_id
from {{ ref('parts') }} as parts
where exists (
    select 1
    from wanted
    where
        wanted.organisation_id = parts.organisation_id and wanted.period = parts.period and wanted.measure = parts.measure
        and (wanted.community_id is null or wanted.community_id = parts.community_id)
)
