-- One row per account, subject and month shown: how many of the days that should be known are, and if not, why not.
-- subject: posts | interactions.
with accounts as (
    select accounts.*, accounts.name || ' (' || coalesce(terms.name, accounts.platform) || ')' as who
    from {{ ref('int_accounts') }} as accounts
    left join {{ ref('platform_terms') }} as terms on accounts.platform = terms.platform
),

windows as (select * from {{ ref('stg_extracts') }} where subject in ('posts', 'interactions')),

subjects as (
    select 'posts' as subject
    union all
    select 'interactions' as subject
),

months as (
    select months.period, months.next_period, as_of.as_of
    from {{ ref('int_months') }} as months
    cross join {{ ref('int_as_of') }} as as_of
),

expected as (
    select
        accounts.organisation_id, accounts.platform, accounts.account_id, accounts.who, accounts.route, subjects.subject,
        months.period, months.next_period, months.as_of, accounts.opened_on, accounts.closed_on,
        greatest(months.period, coalesce(accounts.opened_on, months.period)) as first_day,
        -- the day after the last one that should be known
        least(months.next_period, months.as_of, coalesce({{ plus('accounts.closed_on', 1, 'day') }}, months.next_period)) as end_day
    from accounts
    cross join subjects
    cross join months
),

days as (
    select {{ days_between('min(period)', 'max(next_period)') }}
    from months
),

known_days as (
    select distinct windows.platform, windows.account_id, windows.organisation_id, windows.subject, days.day
    from windows
    inner join days on days.day >= windows.since and days.day < windows.until
    where windows.outcome = 'ok' -- of a window that was partly read nobody knows which days are whole
),

counted as (
    select
        expected.organisation_id, expected.platform, expected.account_id, expected.subject, expected.period,
        count(known_days.day) as days_known
    from expected
    left join known_days
        on
            expected.organisation_id = known_days.organisation_id and expected.platform = known_days.platform
            and expected.account_id = known_days.account_id and expected.subject = known_days.subject
            and known_days.day >= expected.first_day and known_days.day < expected.end_day
    group by expected.organisation_id, expected.platform, expected.account_id, expected.subject, expected.period
),

said as (
    select
        *,
        row_number() over (
            partition by organisation_id, platform, account_id, subject order by observed_at desc, batch_id desc
        ) as newness,
        count(*) filter (where outcome in ('ok', 'partial')) over (partition by organisation_id, platform, account_id, subject) as times_read
    from windows
),

last_word as (select * from said where newness = 1)

select
    expected.organisation_id, expected.platform, expected.account_id, expected.who, expected.subject, expected.period,
    counted.days_known,
    greatest({{ days_apart('expected.first_day', 'expected.end_day') }}, 0) as days_expected,
    case
        when expected.closed_on < expected.period then 'closed'
        when expected.opened_on >= expected.next_period then 'not_open'
        when last_word.outcome in ('off', 'not_offered') and last_word.times_read = 0 then 'not_measurable'
        when expected.first_day >= expected.end_day then 'missing'
        when counted.days_known >= {{ days_apart('expected.first_day', 'expected.end_day') }} then 'known'
        else 'missing'
    end as standing,
    case
        when expected.closed_on < expected.period then expected.who || ' closed on ' || {{ day_name('expected.closed_on') }}
        when expected.opened_on >= expected.next_period then expected.who || ' opened on ' || {{ day_name('expected.opened_on') }}
        when last_word.outcome in ('off', 'not_offered') and last_word.times_read = 0 then rtrim(last_word.cause, '. ')
        when last_word.outcome is null then expected.who || ' has never been read'
        when last_word.outcome = 'failed' and counted.days_known < {{ days_apart('expected.first_day', 'expected.end_day') }}
            then expected.who || ' could not be read: ' || rtrim(last_word.cause, '. ')
        when expected.first_day >= expected.end_day then 'Nothing of this month has been read yet'
        when last_word.outcome = 'partial' and counted.days_known < {{ days_apart('expected.first_day', 'expected.end_day') }}
            then expected.who || ' was only partly read: ' || rtrim(last_word.cause, '. ')
        when counted.days_known < {{ days_apart('expected.first_day', 'expected.end_day') }}
            then
                expected.who || ': '
                || {{ whole(days_apart('expected.first_day', 'expected.end_day') ~ ' - counted.days_known') }} || ' of '
                || {{ whole(days_apart('expected.first_day', 'expected.end_day')) }} || ' days ' || case expected.route when 'export' then 'are in no imported file' else 'were never read' end
    end as reason
from expected
inner join counted
    on
        expected.organisation_id = counted.organisation_id and expected.platform = counted.platform
        and expected.account_id = counted.account_id and expected.subject = counted.subject and expected.period = counted.period
left join last_word
    on
        expected.organisation_id = last_word.organisation_id and expected.platform = last_word.platform
        and expected.account_id = last_word.account_id and expected.subject = last_word.subject
