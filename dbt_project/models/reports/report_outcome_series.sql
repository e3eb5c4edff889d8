-- One row per organisation and outcome series: what it is, who publishes it, what to beware of, and may it be charted as variation.
select
    organisation_id, series_id, objective_id, kpi_id, name, unit, direction, source, publisher, rhythm,
    cast(lag_weeks as integer) as lag_weeks,
    is_cumulative, expected_revision, comparable_from, traps,
    not is_cumulative and rhythm not in ('yearly', 'season') as may_have_spc,
    case
        when is_cumulative then 'It runs up from zero and can only rise: control limits would mean nothing'
        when rhythm = 'yearly' then 'One point a year is too few to tell variation from change'
        when rhythm = 'season' then 'It stops between seasons, so its points are not one run'
    end as why_no_spc,
    cast(row_number() over (partition by organisation_id order by objective_id, name) as integer) as sort_order
from {{ ref('outcome_series') }}
