-- One row per organisation, outcome series and month with a value that a comparison of the register covers: the first planned
-- of those that count, and why others do not. It counts when it was planned before it started, is over, and has an interval.
with covering as (
    select
        moved.organisation_id, moved.series_id, moved.period,
        comparisons.comparison_id, comparisons.design, comparisons.planned_on, comparisons.starts_on, comparisons.ends_on,
        comparisons.place, comparisons.difference, comparisons.low, comparisons.high, comparisons.first_received_on,
        case
            when comparisons.planned_on >= comparisons.starts_on then 'was planned on ' || {{ day_name('comparisons.planned_on') }} || ' and not before it started'
            when comparisons.ends_on >= as_of.as_of then 'is not over'
            when comparisons.difference is null or comparisons.low is null or comparisons.high is null then 'has no result with an interval'
            when not comparisons.difference between comparisons.low and comparisons.high then 'has an interval that does not hold its own difference'
        end as shortfall
    from {{ ref('int_outcomes__moved') }} as moved
    inner join {{ ref('stg_comparisons') }} as comparisons
        on
            moved.organisation_id = comparisons.organisation_id and moved.series_id = comparisons.series_id
            and moved.period >= cast(date_trunc('month', comparisons.starts_on) as date)
            and moved.period <= comparisons.ends_on
    cross join {{ ref('int_as_of') }} as as_of
),

ordered as (
    select
        *,
        -- the first planned, never the best: several tries are not one result
        row_number() over (
            partition by organisation_id, series_id, period
            order by case when shortfall is null then 0 else 1 end, planned_on, comparison_id
        ) as choice
    from covering
),

listed as (
    select
        organisation_id, series_id, period,
        count(*) filter (where shortfall is null) as comparisons_that_count,
        {{ list_agg("case when shortfall is not null then 'comparison ' || comparison_id || ' ' || shortfall end", '; ') }} as shortfalls
    from ordered
    group by organisation_id, series_id, period
)

select
    listed.organisation_id, listed.series_id, listed.period, listed.comparisons_that_count, listed.shortfalls,
    chosen.comparison_id, chosen.design, chosen.planned_on, chosen.starts_on, chosen.ends_on, chosen.place,
    chosen.difference, chosen.low, chosen.high, chosen.first_received_on
from listed
left join ordered as chosen
    on
        listed.organisation_id = chosen.organisation_id and listed.series_id = chosen.series_id and listed.period = chosen.period
        and chosen.choice = 1 and chosen.shortfall is null
