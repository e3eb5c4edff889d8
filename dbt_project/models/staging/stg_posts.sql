-- One row per act of ours: under one account, as it was last seen there.
-- A post filed twice is taken under the registered account, from an interface before a file, from the newest look.
-- A table: 18 models read it, and each would look through every look there ever was.
{{ config(materialized='table') }}
with seen as (
    select
        posts.*, batches.organisation_id, batches.route, batches.observed_at,
        batches.account_id as taken_under,
        row_number() over (
            partition by posts.platform, posts.post_id
            order by
                case when batches.is_registered then 0 else 1 end, batches.route, batches.observed_at desc, posts.batch_id desc,
                batches.account_id
        ) as place
    from {{ source('raw', 'posts') }} as posts
    inner join {{ ref('stg_batches') }} as batches
        on
            posts.platform = batches.platform and posts.account_id = batches.filed_under
            and posts.batch_id = batches.batch_id
)

select
    organisation_id, platform,
    taken_under as account_id,
    post_id, batch_id, kind, route,
    {{ in_utc('published_at') }} as published_at,
    {{ day_of(in_utc('published_at')) }} as published_on,
    text, permalink, parent_id, conversation_id, parent_is_ours, hashtags, links, people_named, media_kind, has_alt_text, is_paid
from seen
where place = 1
