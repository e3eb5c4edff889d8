-- One row per act of ours: under one account, as it was last seen there.
-- A post filed twice is taken under the registered account, from an interface before a file, from the newest look.
-- A table: 18 models read it, and each would look through every look there ever was.
{{ config(materialized='table') }}
with looks as (
    select
        posts.platform, posts.post_id, posts.account_id as filed_under, posts.batch_id, batches.organisation_id, batches.route,
        batches.observed_at, batches.account_id, case when batches.is_registered then 0 else 1 end as unregistered
    from {{ source('raw', 'posts') }} as posts
    inner join {{ ref('stg_batches') }} as batches
        on
            posts.platform = batches.platform and posts.account_id = batches.filed_under
            and posts.batch_id = batches.batch_id
),

-- found first, so that only these are put in order, and no text with them
newest as (
    select platform, post_id, unregistered, route, max(observed_at) as observed_at
    from looks
    group by platform, post_id, unregistered, route
),

ranked as (
    select
        looks.*,
        row_number() over (
            partition by looks.platform, looks.post_id
            order by looks.unregistered, looks.route, looks.observed_at desc, looks.batch_id desc, looks.account_id
        ) as place
    from looks
    inner join newest
        on
            looks.platform = newest.platform and looks.post_id = newest.post_id and looks.unregistered = newest.unregistered
            and looks.route = newest.route and looks.observed_at = newest.observed_at
)

select
    taken.organisation_id, taken.platform, taken.account_id, taken.post_id, taken.batch_id, posts.kind, taken.route,
    {{ in_utc('posts.published_at') }} as published_at,
    {{ day_of(in_utc('posts.published_at')) }} as published_on,
    posts.text, posts.permalink, posts.parent_id, posts.conversation_id, posts.parent_is_ours, posts.hashtags, posts.links,
    posts.people_named, posts.media_kind, posts.has_alt_text, posts.is_paid
from ranked as taken
inner join {{ source('raw', 'posts') }} as posts
    on
        taken.platform = posts.platform and taken.filed_under = posts.account_id and taken.batch_id = posts.batch_id
        and taken.post_id = posts.post_id
where taken.place = 1
