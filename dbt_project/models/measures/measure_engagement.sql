-- One row per post, field, month of publication and measure: deep engagement, and those who saw the posts.
-- Reach and views mean something else on each platform: figures made of them are asked for by platform only.
with counts as (
    select
        posts.organisation_id, posts.period, 'reading' as part_kind, posts.post_id as part_id, posts.platform, posts.account_id,
        posts.objective_id, {{ unknown(['community_id', 'theme']) }}, counts.field, counts.batch_id,
        case when counts.role = 'deep' then counts.value end as deep_engagements,
        case when counts.role = 'seen' then counts.value end as people_reached_or_views,
        case when counts.role = 'seen' and posts.has_tagged_link then counts.value end as seen_of_posts_with_tagged_link
    from {{ ref('fct_post_engagement') }} as posts
    inner join {{ ref('int_post_counts') }} as counts
        on
            posts.platform = counts.platform and posts.account_id = counts.account_id and posts.post_id = counts.post_id
            and posts.route = counts.route
    where posts.is_complete and counts.role in ('deep', 'seen') and counts.is_of_the_look
)

{{ as_parts('counts', ['deep_engagements', 'people_reached_or_views', 'seen_of_posts_with_tagged_link']) }}
