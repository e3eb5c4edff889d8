-- One row per act of ours: under one account, as it was last seen there (stg_posts_taken).
-- A table: 18 models read it, and each would look through every look there ever was.
{{ config(materialized='table') }}
select
    taken.organisation_id, taken.platform, taken.account_id, taken.post_id, taken.batch_id, posts.kind, taken.route,
    {{ in_utc('posts.published_at') }} as published_at,
    {{ day_of(in_utc('posts.published_at')) }} as published_on,
    posts.text, posts.permalink, posts.parent_id, posts.conversation_id, posts.parent_is_ours, posts.hashtags, posts.links,
    posts.people_named, posts.media_kind, posts.has_alt_text, posts.is_paid
from {{ ref('stg_posts_taken') }} as taken
inner join {{ source('raw', 'posts') }} as posts
    on
        taken.platform = posts.platform and taken.filed_under = posts.account_id and taken.batch_id = posts.batch_id
        and taken.post_id = posts.post_id
