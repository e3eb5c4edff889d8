-- One row per post and field: the count it is credited with.
-- That is the first look at it 28 days or more after publication, or, while it is younger, the latest look.
with looks as (
    select
        readings.organisation_id, readings.platform, readings.account_id, readings.route, readings.batch_id, readings.subject_id as post_id,
        readings.field, readings.value, readings.observed_on, readings.observed_at,
        {{ days_apart('posts.published_on', 'readings.observed_on') }} as age_days
    from {{ ref('stg_readings') }} as readings
    inner join {{ ref('stg_posts') }} as posts
        on
            readings.platform = posts.platform and readings.account_id = posts.account_id and readings.subject_id = posts.post_id
    where readings.subject_kind = 'post' and readings.period = 'lifetime' and readings.dimension = ''
),

ranked as (
    select
        *,
        age_days >= {{ var('settled_after_days') }} as is_settled,
        row_number() over (
            partition by platform, account_id, post_id, field
            order by
                case when age_days >= {{ var('settled_after_days') }} then 0 else 1 end,
                case when age_days >= {{ var('settled_after_days') }} then age_days else -age_days end,
                route, observed_at desc
        ) as place
    from looks
)

select
    ranked.organisation_id, ranked.platform, ranked.account_id, ranked.route, ranked.batch_id, ranked.post_id, ranked.field,
    metric_map.metric, metric_map.role, ranked.value, ranked.age_days, ranked.is_settled
from ranked
inner join {{ ref('metric_map') }} as metric_map on ranked.platform = metric_map.platform and ranked.field = metric_map.field
where ranked.place = 1
