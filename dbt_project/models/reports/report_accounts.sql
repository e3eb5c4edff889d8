-- One row per account: where its data comes from, up to which day, and whether that is as it should be.
with last_read as (
    select organisation_id, platform, account_id, max(until) as until, max(observed_at) as observed_at
    from {{ ref('stg_extracts') }}
    where outcome in ('ok', 'partial') and subject = 'posts'
    group by organisation_id, platform, account_id
),

said as (
    select
        *,
        row_number() over (
            partition by organisation_id, platform, account_id
            order by observed_at desc, case outcome when 'failed' then 0 when 'refused' then 0 when 'off' then 1 else 2 end, subject desc
        ) as newness
    from {{ ref('stg_extracts') }}
    where subject <> 'deletions' -- an account is read when its posts and comments are
),

joined as (
    select
        accounts.organisation_id, accounts.platform, accounts.account_id, accounts.name, accounts.opened_on, accounts.closed_on,
        accounts.route, last_read.until, last_read.observed_at, said.outcome, said.cause, as_of.as_of
    from {{ ref('int_accounts') }} as accounts
    left join last_read using (organisation_id, platform, account_id)
    left join said
        on
            accounts.organisation_id = said.organisation_id and accounts.platform = said.platform
            and accounts.account_id = said.account_id and said.newness = 1
    cross join {{ ref('int_as_of') }} as as_of
),

judged as (
    select
        *,
        case
            when closed_on < as_of then 'closed'
            when outcome = 'off' then 'off'
            -- a platform that answered what a check refused has not been read either
            when outcome in ('failed', 'refused') then 'failed'
            when until is null then 'never'
            when until < as_of then 'stale'
            else 'fresh'
        end as freshness
    from joined
)

select
    organisation_id, platform, account_id, name, opened_on, closed_on,
    route as source,
    {{ plus('until', -1, 'day') }} as data_to,
    observed_at as last_seen_at,
    freshness,
    case freshness
        when 'off' then cause
        when 'failed' then upper(left(cause, 1)) || substring(cause, 2)
        when 'closed' then 'Closed on ' || {{ day_name('closed_on') }}
        when 'never' then 'Nothing has been read yet'
        when 'stale' then 'Nothing read for the days after ' || {{ day_name(plus('until', -1, 'day')) }}
    end as reason
from judged
