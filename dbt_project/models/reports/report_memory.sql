-- One row per open account and kind of data its platform forgets: up to when it was collected, and on which day more of it is lost.
with collected as (
    select organisation_id, platform, account_id, subject, max(until) as until
    from {{ ref('stg_extracts') }}
    where outcome = 'ok' and route = 'api' -- of a window partly read nobody knows which days are whole
    group by organisation_id, platform, account_id, subject
),

clocks as (
    select
        accounts.organisation_id, accounts.platform, accounts.account_id, memory.subject, memory.what, collected.until,
        -- the first day not collected is lost when it has grown as old as the platform remembers
        {{ plus('collected.until', 'memory.days', 'day') }} as lost_on,
        as_of.as_of
    from {{ ref('int_accounts') }} as accounts
    inner join {{ ref('platform_memory') }} as memory on accounts.platform = memory.platform
    left join collected
        on
            accounts.organisation_id = collected.organisation_id and accounts.platform = collected.platform
            and accounts.account_id = collected.account_id and memory.subject = collected.subject
    cross join {{ ref('int_as_of') }} as as_of
    -- an account read from files alone has no clock: the file holds what the platform's own page showed
    where accounts.route <> 'export' and accounts.is_registered and (accounts.closed_on is null or accounts.closed_on > as_of.as_of)
),

counted as (select *, {{ days_apart('as_of', 'lost_on') }} as days_left from clocks),

levelled as (
    select
        *,
        case
            when days_left is null then 'never read'
            when days_left <= 0 then 'lost'
            when days_left <= 2 then 'urgent'
            when days_left <= 7 then 'warning'
            when days_left <= 14 then 'notice'
            else 'safe'
        end as level
    from counted
)

select
    organisation_id, platform, account_id, subject,
    {{ plus('until', -1, 'day') }} as collected_to,
    lost_on,
    cast(days_left as integer) as days_left,
    level,
    case level
        when 'never read' then 'Never read whole yet: ' || what
        when 'lost' then 'Lost for good since ' || {{ day_name('lost_on') }} || ', day by day: ' || what || ' of the days after ' || {{ day_name(plus('until', -1, 'day')) }}
        else 'Collected to ' || {{ day_name(plus('until', -1, 'day')) }} || '. From ' || {{ day_name('lost_on') }} || ' on the rest is lost for good: ' || what
    end as words
from levelled
order by organisation_id, platform, account_id, subject
