-- One row per organisation, outcome series and month with a value: the value, and that of the same month a year before.
-- Nothing before the day a series can be compared from is set against anything after it.
with latest as (
    select
        *,
        -- What the value speaks of began here: a count kept up through a season or a financial year began with it.
        case
            when rhythm = 'season'
                then min(period) over (
                    partition by organisation_id, series_id, date_trunc('year', {{ plus('period', -6, 'month') }})
                )
            when is_cumulative and rhythm <> 'yearly'
                then {{ plus("cast(date_trunc('year', " ~ plus('period', -3, 'month') ~ ") as date)", 3, 'month') }}
            else period
        end as begins_on
    from {{ ref('int_outcomes__latest') }}
),

paired as (
    select
        latest.organisation_id, latest.series_id, latest.period, latest.begins_on, latest.objective_id, latest.kpi_id, latest.name, latest.unit,
        latest.value as moved_to, latest.status, latest.as_at, latest.comparable_from,
        {{ plus('latest.period', -12, 'month') }} as period_before,
        coalesce(
            latest.period >= latest.comparable_month and {{ plus('latest.period', -12, 'month') }} < latest.comparable_month, false
        ) as is_broken, -- no such day: never broken
        before.value as value_before, before.status as status_before
    from latest
    left join latest as before
        on
            latest.organisation_id = before.organisation_id and latest.series_id = before.series_id
            and before.period = {{ plus('latest.period', -12, 'month') }}
    where latest.state = 'measured'
)

select
    organisation_id, series_id, period, begins_on, objective_id, kpi_id, name, unit, moved_to, status, as_at, period_before,
    case when not is_broken then value_before end as moved_from,
    case when not is_broken then status_before end as status_before,
    case
        when is_broken or value_before is null then null
        when moved_to > value_before then 'up'
        when moved_to < value_before then 'down'
        else 'none'
    end as movement,
    case
        when is_broken then 'the series can only be compared from ' || {{ day_name('comparable_from') }} || ' on'
        when value_before is null then 'no value is recorded for ' || {{ month_name('period_before') }}
    end as nothing_to_compare
from paired
