-- One row per inbound item: as it was last seen.
-- A table: five models read it, and each would look through every look there ever was.
{{ config(materialized='table') }}
with seen as (
    select interactions.*, batches.organisation_id, batches.observed_at, batches.account_id as taken_under
    from {{ source('raw', 'interactions') }} as interactions
    inner join {{ ref('stg_batches') }} as batches
        on
            interactions.platform = batches.platform and interactions.account_id = batches.filed_under
            and interactions.batch_id = batches.batch_id
),

newest as (
    select
        *,
        row_number() over (partition by platform, taken_under, interaction_id order by observed_at desc, batch_id desc) as newness
    from seen
)

select
    organisation_id, platform,
    taken_under as account_id,
    interaction_id, batch_id, kind,
    {{ in_utc('created_at') }} as created_at,
    parent_id, conversation_id, author_key, asks_question, raises_concern, fingerprint, tag_keys
from newest
where newness = 1
