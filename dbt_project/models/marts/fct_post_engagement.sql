-- One row per post of ours that is not a reply or a repost: its deep engagement and how many saw it, both or neither.
-- A post counts only when every part is known: an unknown part is not a zero.
with counts as (select * from {{ ref('int_post_counts') }}),

needed as (
    select platform, source as route, count(*) filter (where role = 'deep') as parts
    from {{ ref('metric_map') }}
    group by platform, source
),

by_post as (
    select
        platform, account_id, post_id, route,
        sum(value) filter (where role = 'deep') as deep,
        count(value) filter (where role = 'deep') as parts_known,
        max(value) filter (where role = 'seen') as seen,
        max(metric) filter (where role = 'seen') as seen_metric,
        min(age_days) as age_days,
        bool_and(is_settled) as is_settled
    from counts
    where role in ('deep', 'seen')
    group by platform, account_id, post_id, route
)

select
    posts.organisation_id, posts.platform, posts.account_id, posts.post_id, posts.batch_id, posts.published_at,
    {{ month_of('posts.published_at') }} as period,
    by_post.route, by_post.deep, by_post.seen, by_post.seen_metric, by_post.age_days, by_post.is_settled,
    coalesce(by_post.parts_known = needed.parts and by_post.seen is not null, false) as is_complete,
    {{ matches("lower(" ~ joined('posts.links', ' ') ~ ")", 'utm_campaign=') }} as has_tagged_link
from {{ ref('stg_posts') }} as posts
left join by_post
    on posts.platform = by_post.platform and posts.account_id = by_post.account_id and posts.post_id = by_post.post_id and posts.route = by_post.route
left join needed on by_post.platform = needed.platform and by_post.route = needed.route
where posts.kind in ('original', 'quote') and not coalesce(posts.is_paid, false) -- unknown counts as organic, as in fct_acts
