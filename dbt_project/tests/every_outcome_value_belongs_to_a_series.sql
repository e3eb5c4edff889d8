-- Offenders: series in the register of outcomes that seeds/outcome_series.csv does not describe. A warning: they are kept, not shown.
{{ config(severity='warn') }}
select said.organisation_id, said.series_id, count(*) as entries
from {{ ref('stg_outcome_values') }} as said
left join {{ ref('outcome_series') }} as series on said.organisation_id = series.organisation_id and said.series_id = series.series_id
where series.series_id is null
group by said.organisation_id, said.series_id
