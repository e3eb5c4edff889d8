-- One row per inbound item: the batch it was last seen in.
-- A table of its own for the reason stg_posts_taken has.
{{ config(materialized='table') }}
with newest as (
    select interactions.platform, batches.account_id, interactions.interaction_id, min(batches.newness) as newness
    from {{ source('raw', 'interactions') }} as interactions
    inner join {{ ref('stg_batches') }} as batches
        on
            interactions.platform = batches.platform and interactions.account_id = batches.filed_under
            and interactions.batch_id = batches.batch_id
    group by interactions.platform, batches.account_id, interactions.interaction_id
)

select batches.organisation_id, newest.platform, newest.account_id, newest.interaction_id, batches.filed_under, batches.batch_id
from newest
inner join {{ ref('stg_batches') }} as batches on newest.platform = batches.platform and newest.newness = batches.newness
