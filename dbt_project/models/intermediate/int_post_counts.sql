-- One row per post, route and field: the count it is credited with.
-- That is the first look at it 28 days or more after publication, or, while it is younger, the latest look; of a day the last look.
-- `is_of_the_look`: the field was in force on the day the post's counts were taken, and its count is not an older one.
-- A look's standing is one whole number, and the least is credited: of settled ones the earliest day first, and of a day, and of those that
-- are not settled yet and come after all that are, the newest batch (stg_batches.newness). Nothing is sorted.
{% set batches_at_most = 10000000000 %}
{% set not_settled = 1000000000000000000 %}
with in_force as (
    select days.platform, days.route, days.observed_on, metric_map.field
    from (select distinct platform, route, observed_on from {{ ref('stg_batches') }}) as days
    inner join {{ ref('metric_map') }} as metric_map
        on days.platform = metric_map.platform and days.route = metric_map.source and {{ is_in_force('days.observed_on', 'metric_map') }}
),

looks as (
    select
        readings.platform, readings.account_id, readings.subject_id as post_id, readings.route, readings.field, readings.value,
        readings.newness + case
            when {{ days_apart('posts.published_on', 'readings.observed_on') }} >= {{ var('settled_after_days') }}
                then cast({{ days_apart("date '2000-01-01'", 'readings.observed_on') }} as bigint) * {{ batches_at_most }}
            else {{ not_settled }}
        end as standing
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

-- all looks in one go: this is the largest table there is
credited as (
    select platform, account_id, post_id, route, field, min(standing) as standing, {{ first_by('value', 'standing') }} as value
    from looks
    group by platform, account_id, post_id, route, field
),

-- when each post was looked at for its counts: the first day from day 28 on that brought any, else the last
counted as (
    select platform, account_id, post_id, route, min(standing) as standing
    from credited
    group by platform, account_id, post_id, route
)

select
    coalesce(shared.organisation_id, batches.organisation_id) as organisation_id,
    credited.platform, credited.account_id, credited.route, credited.post_id, credited.field, metric_map.metric, metric_map.role, credited.value,
    {{ days_apart('posts.published_on', 'batches.observed_on') }} as age_days,
    credited.standing < {{ not_settled }} as is_settled, counted_in.observed_on as counted_on, batches.batch_id,
    {{ is_in_force('counted_in.observed_on', 'metric_map') }}
    and (credited.standing < {{ not_settled }}) = (counted.standing < {{ not_settled }}) as is_of_the_look
from credited
inner join counted
    on
        credited.platform = counted.platform and credited.account_id = counted.account_id and credited.post_id = counted.post_id
        and credited.route = counted.route
inner join {{ ref('stg_posts') }} as posts
    on credited.platform = posts.platform and credited.account_id = posts.account_id and credited.post_id = posts.post_id
inner join {{ ref('stg_batches') }} as batches
    on credited.platform = batches.platform and credited.standing % {{ batches_at_most }} = batches.newness
inner join {{ ref('stg_batches') }} as counted_in
    on counted.platform = counted_in.platform and counted.standing % {{ batches_at_most }} = counted_in.newness
left join {{ ref('stg_posts_shared') }} as shared
    on
        credited.platform = shared.platform and credited.post_id = shared.post_id
        and batches.filed_under = shared.filed_under
inner join {{ ref('metric_map') }} as metric_map
    on
        credited.platform = metric_map.platform and credited.route = metric_map.source and credited.field = metric_map.field
        and {{ is_in_force('batches.observed_on', 'metric_map') }}
