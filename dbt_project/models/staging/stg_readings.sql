-- One row per subject, route, field, dimension, period and day of looking: the last look of that day.
-- Readings of a post go with the account the post is taken under, those of an account with the account of its batch.
with seen as (
    select
        readings.*, batches.route, batches.observed_on,
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

newest as (
    select
        *,
        row_number() over (
            partition by
                platform, taken_under, route, subject_kind, taken_of, field, dimension, dimension_value, period, period_start,
                period_end, observed_on
            order by observed_at desc, batch_id desc
        ) as newness
    from seen
)

select
    organisation_id, platform,
    taken_under as account_id,
    batch_id, route, subject_kind,
    taken_of as subject_id,
    field, value,
    {{ in_utc('observed_at') }} as observed_at, observed_on,
    period, period_start, period_end, dimension, dimension_value
from newest
where newness = 1
