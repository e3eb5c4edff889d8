-- One row per post, route and field: the count it is credited with.
-- That is the first look at it 28 days or more after publication, or, while it is younger, the latest look.
-- `is_of_the_look`: the field was in force on the day the post's counts were taken, and its count is not an older one.
with named as (
    select
        readings.organisation_id, readings.platform, readings.account_id, readings.route, readings.subject_id as post_id,
        readings.field, readings.value, readings.observed_on, readings.observed_at, readings.batch_id,
        metric_map.metric, metric_map.role, metric_map.valid_from, metric_map.valid_to,
        {{ days_apart('posts.published_on', 'readings.observed_on') }} as age_days
    from {{ ref('stg_readings') }} as readings
    inner join {{ ref('stg_posts') }} as posts
        on
            readings.platform = posts.platform and readings.account_id = posts.account_id and readings.subject_id = posts.post_id
    inner join {{ ref('metric_map') }} as metric_map
        on
            readings.platform = metric_map.platform and readings.route = metric_map.source and readings.field = metric_map.field
            -- what a platform goes on answering after it retired a metric is no count
            and readings.observed_on >= coalesce(metric_map.valid_from, date '0001-01-01')
            and readings.observed_on < coalesce(metric_map.valid_to, date '9999-12-31')
    where readings.subject_kind = 'post' and readings.period = 'lifetime' and readings.dimension = ''
),

-- of all looks at a post one day is credited: found first, so that only its rows are put in order
days as (
    select
        platform, account_id, post_id, route, field,
        coalesce(
            min(case when age_days >= {{ var('settled_after_days') }} then observed_on end), max(observed_on)
        ) as credited_on
    from named
    group by platform, account_id, post_id, route, field
),

ranked as (
    select
        named.*,
        named.age_days >= {{ var('settled_after_days') }} as is_settled,
        row_number() over (
            partition by named.platform, named.account_id, named.post_id, named.route, named.field
            order by named.observed_at desc, named.batch_id desc -- the last look of that day
        ) as place
    from named
    inner join days
        on
            named.platform = days.platform and named.account_id = days.account_id and named.post_id = days.post_id
            and named.route = days.route and named.field = days.field and named.observed_on = days.credited_on
),

credited as (
    select
        *,
        -- the day the post was looked at for its counts: the first day from day 28 on that brought any, else the last
        coalesce(
            min(case when is_settled then observed_on end) over of_post, max(observed_on) over of_post
        ) as counted_on,
        max(case when is_settled then 1 else 0 end) over of_post = 1 as is_post_settled
    from ranked
    where place = 1
    window of_post as (partition by platform, account_id, post_id, route)
)

select
    organisation_id, platform, account_id, route, post_id, field, metric, role, value, age_days, is_settled, counted_on, batch_id,
    counted_on >= coalesce(valid_from, date '0001-01-01') and counted_on < coalesce(valid_to, date '9999-12-31')
    and is_settled = is_post_settled as is_of_the_look
from credited
