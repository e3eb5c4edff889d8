-- One row per account, subject and month shown: the days [first_day, end_day) that should be known of it.
with accounts as (
    select accounts.*, accounts.name || ' (' || coalesce(terms.name, accounts.platform) || ')' as who
    from {{ ref('int_accounts') }} as accounts
    left join {{ ref('platform_terms') }} as terms on accounts.platform = terms.platform
),

subjects as (
    select 'posts' as subject
    union all
    select 'interactions' as subject
    union all
    select 'counts' as subject
),

months as (
    select months.period, months.next_period, as_of.as_of
    from {{ ref('int_months') }} as months
    cross join {{ ref('int_as_of') }} as as_of
)

select
    accounts.organisation_id, accounts.platform, accounts.account_id, accounts.who, accounts.route, subjects.subject,
    months.period, months.next_period, accounts.opened_on, accounts.closed_on,
    greatest(months.period, coalesce(accounts.opened_on, months.period)) as first_day,
    -- the day after the last one that should be known
    least(months.next_period, months.as_of, coalesce({{ plus('accounts.closed_on', 1, 'day') }}, months.next_period)) as end_day
from accounts
cross join subjects
cross join months
