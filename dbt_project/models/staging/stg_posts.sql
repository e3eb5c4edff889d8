-- One row per act of ours: as it was last seen.
with seen as (
    select posts.*, batches.organisation_id, batches.route, batches.observed_at
    from {{ source('raw', 'posts') }} as posts
    inner join {{ ref('stg_batches') }} as batches
        on posts.platform = batches.platform and posts.account_id = batches.account_id and posts.batch_id = batches.batch_id
),

newest as (
    select
        *,
        row_number() over (partition by platform, account_id, post_id order by observed_at desc, batch_id desc) as newness
    from seen
)

select
    organisation_id, platform, account_id, post_id, kind, route, batch_id,
    {{ in_utc('published_at') }} as published_at,
    {{ day_of(in_utc('published_at')) }} as published_on,
    text, permalink, parent_id, conversation_id, parent_is_ours, hashtags, links, people_named, media_kind, has_alt_text, is_paid
from newest
where newness = 1
