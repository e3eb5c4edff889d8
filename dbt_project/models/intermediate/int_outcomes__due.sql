-- One row per organisation, outcome series and month shown for which a value is to be published, and the day it is due by.
with earliest as (
    select organisation_id, series_id, min(month) as first_month
    from {{ ref('stg_outcome_values') }}
    group by organisation_id, series_id
),

series as (
    select
        series.organisation_id, series.series_id, series.rhythm, series.lag_weeks, series.comparable_from,
        -- a yearly series speaks of years that begin in one month: its own first, else the month it is comparable from, else April
        coalesce(extract(month from earliest.first_month), extract(month from series.comparable_from), 4) as year_begins,
        case series.rhythm when 'quarterly' then 3 when 'yearly' then 12 else 1 end as months_spoken_of
    from {{ ref('outcome_series') }} as series
    left join earliest on series.organisation_id = earliest.organisation_id and series.series_id = earliest.series_id
),

spoken_of as (
    select
        series.organisation_id, series.series_id, months.period, series.lag_weeks,
        {{ plus('months.period', 'series.months_spoken_of', 'month') }} as next_period
    from series
    inner join {{ ref('int_months') }} as months
        on
            months.is_shown
            -- nobody owes us a series from before the day it can be compared from
            and (series.comparable_from is null or months.next_period > series.comparable_from)
    where
        case series.rhythm
            when 'quarterly' then extract(month from months.period) in (1, 4, 7, 10)
            when 'yearly' then extract(month from months.period) = series.year_begins
            -- UKHSA counts vaccinations of a season up to the end of each of these months
            when 'season' then extract(month from months.period) in (10, 11, 12, 1, 2)
            else true
        end
)

select
    organisation_id, series_id, period,
    {{ plus('next_period', 'lag_weeks * 7', 'day') }} as due_on
from spoken_of
