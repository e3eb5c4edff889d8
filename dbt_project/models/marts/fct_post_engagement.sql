-- One row per post of ours that is not a reply or a repost: its deep engagement and how many saw it, both or neither.
-- A post counts only when every part is known: an unknown part is not a zero.
with counts as (select * from {{ ref('int_post_counts') }}),

by_post as (
    select
        platform, account_id, post_id, route, counted_on,
        sum(value) filter (where role = 'deep' and is_of_the_look) as deep,
        count(value) filter (where role = 'deep' and is_of_the_look) as parts_known,
        max(value) filter (where role = 'seen' and is_of_the_look) as seen,
        max(metric) filter (where role = 'seen' and is_of_the_look) as seen_metric,
        {{ list_agg("case when role = 'deep' and is_of_the_look then metric end", ', ') }} as deep_metrics,
        min(age_days) filter (where is_of_the_look) as age_days,
        bool_and(is_settled) filter (where is_of_the_look) as is_settled
    from counts
    where role in ('deep', 'seen')
    group by platform, account_id, post_id, route, counted_on
)

select
    posts.organisation_id, posts.platform, posts.account_id, posts.post_id, posts.batch_id, posts.published_at,
    {{ month_of('posts.published_at') }} as period, acts.objective_id,
    by_post.route, by_post.deep, by_post.seen, by_post.seen_metric, by_post.deep_metrics, by_post.age_days, by_post.is_settled,
    -- a part the platform retired with nothing in its place can no longer be known: then the sum cannot either
    coalesce(by_post.parts_known = needed.parts and by_post.seen is not null and needed.retired is null, false) as is_complete,
    needed.retired,
    {{ matches("lower(" ~ joined('posts.links', ' ') ~ ")", 'utm_campaign=') }} as has_tagged_link
from {{ ref('stg_posts') }} as posts
left join {{ ref('fct_acts') }} as acts
    on posts.platform = acts.platform and posts.account_id = acts.account_id and posts.post_id = acts.post_id
left join by_post
    on posts.platform = by_post.platform and posts.account_id = by_post.account_id and posts.post_id = by_post.post_id and posts.route = by_post.route
left join {{ ref('int_counts_needed') }} as needed
    on by_post.platform = needed.platform and by_post.route = needed.route and by_post.counted_on = needed.counted_on
where posts.kind in ('original', 'quote') and not coalesce(posts.is_paid, false) -- unknown counts as organic, as in fct_acts
