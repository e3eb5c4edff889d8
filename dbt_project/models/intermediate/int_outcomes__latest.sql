-- One row per organisation, outcome series and month: the newest publication up to the day we look from, and the first beside it.
-- A month in which a value is due has a row too, whether or not it came.
with series as (
    select *, cast(date_trunc('month', comparable_from) as date) as comparable_month from {{ ref('outcome_series') }}
),

published as (
    select
        said.organisation_id, said.series_id, said.value, said.base, said.status, said.as_at, said.note, said.entry_id, said.batch_id,
        -- a quarter is one value, whichever of its months it was entered under
        case when series.rhythm = 'quarterly' then cast(date_trunc('quarter', said.month) as date) else said.month end as period
    from {{ ref('stg_outcome_values') }} as said
    inner join series on said.organisation_id = series.organisation_id and said.series_id = series.series_id
    inner join {{ ref('int_as_of') }} as as_of on said.as_at <= as_of.as_of
),

ordered as (
    select
        *,
        row_number() over (partition by organisation_id, series_id, period order by as_at desc, entry_id desc) as newness,
        row_number() over (partition by organisation_id, series_id, period order by as_at, entry_id) as oldness
    from published
),

known as (
    select newest.*, oldest.value as value_first, oldest.as_at as as_at_first
    from ordered as newest
    inner join ordered as oldest
        on
            newest.organisation_id = oldest.organisation_id and newest.series_id = oldest.series_id
            and newest.period = oldest.period and oldest.oldness = 1
    where newest.newness = 1
),

months as (
    select organisation_id, series_id, period from known
    union -- a month that is both due and known is one month
    select organisation_id, series_id, period from {{ ref('int_outcomes__due') }}
),

kept as (select distinct organisation_id from {{ ref('stg_register_files') }} where register = 'outcome_values'),

stood as (
    select
        months.organisation_id, months.series_id, months.period,
        series.objective_id, series.kpi_id, series.name, series.unit, series.rhythm, series.is_cumulative,
        series.comparable_from, series.comparable_month,
        known.value, known.base, known.status, known.as_at, known.value_first, known.as_at_first, known.note, known.entry_id, known.batch_id,
        known.value <> known.value_first as is_restated,
        due.due_on,
        case
            when known.value is not null then 'measured'
            when kept.organisation_id is null then 'not_measurable'
            when due.due_on < as_of.as_of then 'missing'
            else 'not_yet_due'
        end as state
    from months
    inner join series on months.organisation_id = series.organisation_id and months.series_id = series.series_id
    cross join {{ ref('int_as_of') }} as as_of
    left join kept on months.organisation_id = kept.organisation_id
    left join known
        on months.organisation_id = known.organisation_id and months.series_id = known.series_id and months.period = known.period
    left join {{ ref('int_outcomes__due') }} as due
        on months.organisation_id = due.organisation_id and months.series_id = due.series_id and months.period = due.period
)

select
    *,
    case state
        when 'not_measurable' then 'No register of outcomes is kept'
        when 'missing' then 'It was due by ' || {{ day_name('due_on') }} || ' and is not in the register'
        when 'not_yet_due' then coalesce('It is due by ' || {{ day_name('due_on') }}, 'No day is declared by which it is due')
    end as reason
from stood
