-- One row per London day: is it a working day in England, and how many working days came before it.
with days as (select {{ days_between("date '2018-01-01'", "date '2032-12-31'") }}),

marked as (
    select
        days.day,
        case when {{ weekday('days.day') }} in (1, 7) or holidays.day is not null then 0 else 1 end as is_working_day
    from days
    left join {{ ref('bank_holidays') }} as holidays on days.day = holidays.day
)

select
    day,
    is_working_day,
    sum(is_working_day) over (order by day rows between unbounded preceding and current row) - is_working_day as working_days_before
from marked
