-- Offenders: years from the calendar's first to the last with bank holidays that have fewer than the eight England always has.
with years as (
    select extract(year from day) as holiday_year, count(*) as days
    from {{ ref('int_calendar') }}
    where day <= (select max(day) from {{ ref('bank_holidays') }})
    group by extract(year from day)
),

holidays as (
    select extract(year from day) as holiday_year, count(*) as holidays
    from {{ ref('bank_holidays') }}
    group by extract(year from day)
)

select years.holiday_year, holidays.holidays
from years
left join holidays on years.holiday_year = holidays.holiday_year
where holidays.holidays is null or holidays.holidays < 8
