-- One row per month, oldest first: those shown on the board, and the 14 before them that a quarter a year ago needs.
with months as (
    select {{ days_between(plus('last_month', '-13 - ' ~ var('months_shown'), 'month'), 'last_month', '1 month') }}
    from {{ ref('int_as_of') }}
)

select
    months.day as period,
    {{ plus('months.day', 1, 'month') }} as next_period,
    months.day > {{ plus('as_of.last_month', '-' ~ var('months_shown'), 'month') }} as is_shown
from months
cross join {{ ref('int_as_of') }} as as_of
