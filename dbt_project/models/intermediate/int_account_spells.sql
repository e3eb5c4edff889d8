-- One row per account, subject and silence: known days without an item after one that had some, and the 90 known days before it.
-- Days in a pause somebody explained, of a month whose items were removed, and after an account closed are left out.
with days as (
    select days.*
    from {{ ref('int_account_days') }} as days
    inner join {{ ref('int_accounts') }} as accounts
        on
            days.organisation_id = accounts.organisation_id and days.platform = accounts.platform
            and days.account_id = accounts.account_id
    left join {{ ref('account_pauses') }} as pauses
        on
            days.organisation_id = pauses.organisation_id and days.platform = pauses.platform
            and days.account_id = pauses.account_id
            and days.day >= pauses.since and days.day < coalesce(pauses.until, date '9999-12-31')
    left join {{ ref('int_removed_months') }} as removed
        on
            days.subject = 'interactions' and days.organisation_id = removed.organisation_id and days.platform = removed.platform
            and days.account_id = removed.account_id and cast(date_trunc('month', days.day) as date) = removed.period
    where pauses.account_id is null and removed.account_id is null and days.day <= coalesce(accounts.closed_on, date '9999-12-31')
),

paced as (
    select
        *,
        max(case when items > 0 then day end) over (
            partition by organisation_id, platform, account_id, subject order by day rows between unbounded preceding and current row
        ) as last_heard_on,
        sum(items) over before as items_before,
        count(case when items > 0 then 1 end) over before as active_before,
        count(*) over before as days_before
    from days
    window before as (
        partition by organisation_id, platform, account_id, subject order by day rows between 90 preceding and 1 preceding
    )
),

numbered as (
    select
        *,
        row_number() over (partition by organisation_id, platform, account_id, subject, last_heard_on order by day) as place,
        count(*) over (partition by organisation_id, platform, account_id, subject, last_heard_on) as days,
        max(day) over (partition by organisation_id, platform, account_id, subject, last_heard_on) as last_day
    from paced
    where items = 0 and last_heard_on is not null
),

spells as (select *, day as first_day from numbered where place = 1)

select
    spells.organisation_id, spells.platform, spells.account_id, spells.subject, spells.first_day, spells.last_day, spells.days,
    spells.items_before, spells.active_before, spells.days_before,
    count(earlier.first_day) as silences_before,
    max(earlier.days) as longest_before
from spells
left join spells as earlier
    on
        spells.organisation_id = earlier.organisation_id and spells.platform = earlier.platform
        and spells.account_id = earlier.account_id and spells.subject = earlier.subject
        and earlier.last_day < spells.first_day and earlier.last_day >= {{ plus('spells.first_day', -90, 'day') }}
group by
    spells.organisation_id, spells.platform, spells.account_id, spells.subject, spells.first_day, spells.last_day, spells.days,
    spells.items_before, spells.active_before, spells.days_before
