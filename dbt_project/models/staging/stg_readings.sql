-- One row per number a platform stated, as often as it was looked at.
-- Readings of a post go with the account the post is taken under, those of an account with the account of its batch.
-- Which of several looks counts is decided where it is counted: sorting the largest table there is would be for nobody.
select
    coalesce(shared.organisation_id, batches.organisation_id) as organisation_id, readings.platform,
    coalesce(shared.account_id, batches.account_id) as account_id,
    readings.batch_id, batches.route, readings.subject_kind,
    case when readings.subject_kind = 'account' then batches.account_id else readings.subject_id end as subject_id,
    readings.field, readings.value,
    {{ in_utc('readings.observed_at') }} as observed_at, batches.observed_on, batches.newness,
    readings.period, readings.period_start, readings.period_end, readings.dimension, readings.dimension_value
from {{ source('raw', 'readings') }} as readings
inner join {{ ref('stg_batches') }} as batches
    on
        readings.platform = batches.platform and readings.account_id = batches.filed_under
        and readings.batch_id = batches.batch_id
left join {{ ref('stg_posts_shared') }} as shared
    on
        readings.subject_kind = 'post' and readings.platform = shared.platform and readings.subject_id = shared.post_id
        and readings.account_id = shared.filed_under
