-- One row per post, route and field: the count it is credited with.
-- That is the first look at it 28 days or more after publication, or, while it is younger, the latest look; of a day the last look.
-- `is_of_the_look`: the field was in force on the day the post's counts were taken, and its count is not an older one.
with in_force as (
    select days.platform, days.route, days.observed_on, metric_map.field
    from (select distinct platform, route, observed_on from {{ ref('stg_batches') }}) as days
    inner join {{ ref('metric_map') }} as metric_map
        on days.platform = metric_map.platform and days.route = metric_map.source and {{ is_in_force('days.observed_on', 'metric_map') }}
),

named as (
    select
        readings.platform, readings.account_id, readings.subject_id as post_id, readings.route, readings.field, readings.value,
        readings.newness, posts.published_on,
        {{ days_apart('posts.published_on', 'readings.observed_on') }} >= {{ var('settled_after_days') }} as is_settled,
        -- the least of the earliest day's last look: a day is worth more than all batches there can be
        cast({{ days_apart("date '2000-01-01'", 'readings.observed_on') }} as bigint) * 10000000000 + readings.newness as earliness
    from {{ ref('stg_readings') }} as readings
    inner join {{ ref('stg_posts') }} as posts
        on
            readings.platform = posts.platform and readings.account_id = posts.account_id and readings.subject_id = posts.post_id
    where
        readings.subject_kind = 'post' and readings.period = 'lifetime' and readings.dimension = ''
        -- what a platform goes on answering after it retired a metric is no count
        and exists (
            select 1
            from in_force
            where
                readings.platform = in_force.platform and readings.route = in_force.route
                and readings.observed_on = in_force.observed_on and readings.field = in_force.field
        )
),

-- all looks in one go, and nothing of them but numbers: this is the largest table there is
credited as (
    select
        platform, account_id, post_id, route, field,
        min(published_on) as published_on,
        bool_or(is_settled) as is_settled,
        coalesce(
            {{ first_by('newness', 'earliness') }} filter (where is_settled), min(newness)
        ) as newness,
        case
            when bool_or(is_settled) then {{ first_by('value', 'earliness') }} filter (where is_settled)
            else {{ first_by('value', 'newness') }}
        end as value
    from named
    group by platform, account_id, post_id, route, field
),

dated as (
    select
        credited.*, batches.batch_id, batches.observed_on, coalesce(shared.organisation_id, batches.organisation_id) as organisation_id,
        metric_map.metric, metric_map.role, metric_map.valid_from, metric_map.valid_to
    from credited
    inner join {{ ref('stg_batches') }} as batches on credited.platform = batches.platform and credited.newness = batches.newness
    left join {{ ref('stg_posts_shared') }} as shared
        on
            credited.platform = shared.platform and credited.post_id = shared.post_id
            and batches.filed_under = shared.filed_under
    inner join {{ ref('metric_map') }} as metric_map
        on
            credited.platform = metric_map.platform and credited.route = metric_map.source and credited.field = metric_map.field
            and {{ is_in_force('batches.observed_on', 'metric_map') }}
),

-- the day each post was looked at for its counts: the first day from day 28 on that brought any, else the last
looked as (
    select
        platform, account_id, post_id, route,
        coalesce(min(case when is_settled then observed_on end), max(observed_on)) as counted_on,
        bool_or(is_settled) as is_settled
    from dated
    group by platform, account_id, post_id, route
)

select
    dated.organisation_id, dated.platform, dated.account_id, dated.route, dated.post_id, dated.field, dated.metric, dated.role, dated.value,
    {{ days_apart('dated.published_on', 'dated.observed_on') }} as age_days,
    dated.is_settled, looked.counted_on, dated.batch_id,
    {{ is_in_force('looked.counted_on', 'dated') }} and dated.is_settled = looked.is_settled as is_of_the_look
from dated
inner join looked
    on
        dated.platform = looked.platform and dated.account_id = looked.account_id and dated.post_id = looked.post_id
        and dated.route = looked.route
