-- Offenders: posts that were counted and never seen. A warning: a count without its post is kept, and used for nothing.
{{ config(severity='warn') }}
select
    readings.platform, coalesce(shared.account_id, batches.account_id) as account_id, readings.subject_id as post_id,
    min(batches.observed_on) as counted_on
from {{ source('raw', 'readings') }} as readings
inner join {{ ref('stg_batches') }} as batches
    on
        readings.platform = batches.platform and readings.account_id = batches.filed_under
        and readings.batch_id = batches.batch_id
left join {{ ref('stg_posts_shared') }} as shared
    on readings.platform = shared.platform and readings.subject_id = shared.post_id and readings.account_id = shared.filed_under
left join {{ ref('stg_posts') }} as posts on readings.platform = posts.platform and readings.subject_id = posts.post_id
where readings.subject_kind = 'post' and posts.post_id is null
group by readings.platform, coalesce(shared.account_id, batches.account_id), readings.subject_id
