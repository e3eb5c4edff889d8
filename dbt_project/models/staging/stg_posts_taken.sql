-- One row per act of ours: the batch it is taken from. A post filed twice is taken under the registered account, from an interface
-- before a file, from the newest look.
-- A table of its own: its size is then known, and the text of a post is fetched for one of its looks and not for all.
{{ config(materialized='table') }}
with first_taken as (
    select posts.platform, posts.post_id, min(batches.precedence) as precedence
    from {{ source('raw', 'posts') }} as posts
    inner join {{ ref('stg_batches') }} as batches
        on
            posts.platform = batches.platform and posts.account_id = batches.filed_under
            and posts.batch_id = batches.batch_id
    group by posts.platform, posts.post_id
)

select
    batches.organisation_id, first_taken.platform, batches.account_id, first_taken.post_id, batches.filed_under, batches.batch_id,
    batches.route
from first_taken
inner join {{ ref('stg_batches') }} as batches
    on first_taken.platform = batches.platform and first_taken.precedence = batches.precedence
