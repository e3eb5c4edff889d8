-- Offenders: days around Easter 2026 (Good Friday 3 April, Easter Monday 6 April) that the calendar takes for what they are not.
with known as (
    select date '2026-04-02' as day, 1 as is_working_day
    union all
    select date '2026-04-03' as day, 0 as is_working_day
    union all
    select date '2026-04-04' as day, 0 as is_working_day
    union all
    select date '2026-04-06' as day, 0 as is_working_day
    union all
    select date '2026-04-07' as day, 1 as is_working_day
)

select known.day
from known
left join {{ ref('int_calendar') }} as calendar on known.day = calendar.day
where calendar.is_working_day is distinct from known.is_working_day
