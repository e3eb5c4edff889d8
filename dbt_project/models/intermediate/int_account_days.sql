-- One row per account, subject and day that was wholly read: how many items are of that day (UTC). Subjects: int_account_looks.
with days as (
    select {{ days_between('min(months.period)', plus('max(as_of.as_of)', -1, 'day')) }}
    from {{ ref('int_months') }} as months
    cross join {{ ref('int_as_of') }} as as_of
),

looks as (
    select
        *,
        max(until) over (
            partition by organisation_id, platform, account_id, subject order by since, until rows between unbounded preceding and 1 preceding
        ) as known_to
    from {{ ref('int_account_looks') }}
    where outcome = 'ok' and since < until -- of a window that was partly read nobody knows which days are whole
),

-- looks that touch one another are one stretch: each of its days is there once, however often it was looked at
stretched as (
    select
        *,
        count(case when since > known_to then 1 end) over (
            partition by organisation_id, platform, account_id, subject order by since, until rows unbounded preceding
        ) as stretch
    from looks
),

stretches as (
    select organisation_id, platform, account_id, subject, min(since) as since, max(until) as until
    from stretched
    group by organisation_id, platform, account_id, subject, stretch
),

known as (
    select stretches.organisation_id, stretches.platform, stretches.account_id, stretches.subject, days.day
    from stretches
    inner join days on days.day >= stretches.since and days.day < stretches.until
),

happened as (
    select organisation_id, platform, account_id, 'posts' as subject, cast(published_at as date) as day
    from {{ ref('stg_posts') }}
    union all
    select organisation_id, platform, account_id, 'interactions' as subject, cast(created_at as date) as day
    from {{ ref('stg_interactions') }}
),

counted as (
    select organisation_id, platform, account_id, subject, day, count(*) as items
    from happened
    group by organisation_id, platform, account_id, subject, day
)

select
    known.organisation_id, known.platform, known.account_id, known.subject, known.day,
    coalesce(counted.items, 0) as items -- the day was wholly read: what it does not hold was not there
from known
left join counted
    on
        known.organisation_id = counted.organisation_id and known.platform = counted.platform
        and known.account_id = counted.account_id and known.day = counted.day
        -- counts are asked for post by post: no post, no counts
        and counted.subject = case known.subject when 'counts' then 'posts' else known.subject end
