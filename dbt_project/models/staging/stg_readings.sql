-- One row per subject, route, field, dimension, period and day of looking: the last look of that day.
-- Readings of a post go with the account the post is taken under, those of an account with the account of its batch.
with seen as (
    select
        readings.*, batches.route, batches.observed_on, shared.post_id is not null as is_shared,
        coalesce(shared.organisation_id, batches.organisation_id) as organisation_id,
        coalesce(shared.account_id, batches.account_id) as taken_under,
        case when readings.subject_kind = 'account' then batches.account_id else readings.subject_id end as taken_of
    from {{ source('raw', 'readings') }} as readings
    inner join {{ ref('stg_batches') }} as batches
        on
            readings.platform = batches.platform and readings.account_id = batches.filed_under
            and readings.batch_id = batches.batch_id
    left join {{ ref('stg_posts_shared') }} as shared
        on
            readings.subject_kind = 'post' and readings.platform = shared.platform and readings.subject_id = shared.post_id
            and readings.account_id = shared.filed_under
),

-- on most days an account is looked at once, and one look states a number once: nothing of it is to be sorted
looked_at_once as (
    select platform, account_id, route, observed_on
    from {{ ref('stg_batches') }}
    group by platform, account_id, route, observed_on
    having count(*) = 1
),

marked as (
    select seen.*, looked_at_once.platform is not null and not seen.is_shared as is_alone
    from seen
    left join looked_at_once
        on
            seen.platform = looked_at_once.platform and seen.taken_under = looked_at_once.account_id
            and seen.route = looked_at_once.route and seen.observed_on = looked_at_once.observed_on
),

newest as (
    select
        *,
        row_number() over (
            partition by
                platform, taken_under, route, subject_kind, taken_of, field, dimension, dimension_value, period, period_start,
                period_end, observed_on
            order by observed_at desc, batch_id desc
        ) as newness
    from marked
    where not is_alone
),

taken as (
    select *, 1 as newness from marked where is_alone
    union all
    select * from newest where newness = 1
)

select
    organisation_id, platform,
    taken_under as account_id,
    batch_id, route, subject_kind,
    taken_of as subject_id,
    field, value,
    {{ in_utc('observed_at') }} as observed_at, observed_on,
    period, period_start, period_end, dimension, dimension_value
from taken
