-- Offenders: posts that were counted and never seen. A warning: a count without its post is kept, and used for nothing.
{{ config(severity='warn') }}
select readings.platform, readings.account_id, readings.subject_id as post_id, min(readings.observed_on) as counted_on
from {{ ref('stg_readings') }} as readings
left join {{ ref('stg_posts') }} as posts on readings.platform = posts.platform and readings.subject_id = posts.post_id
where readings.subject_kind = 'post' and posts.post_id is null
group by readings.platform, readings.account_id, readings.subject_id
