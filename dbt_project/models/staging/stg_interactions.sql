-- One row per inbound item: as it was last seen (stg_interactions_taken).
-- A table: five models read it, and each would look through every look there ever was.
{{ config(materialized='table') }}
select
    taken.organisation_id, taken.platform, taken.account_id, taken.interaction_id, taken.batch_id, items.kind,
    {{ in_utc('items.created_at') }} as created_at,
    items.parent_id, items.conversation_id, items.author_key, items.asks_question, items.raises_concern, items.fingerprint, items.tag_keys
from {{ ref('stg_interactions_taken') }} as taken
inner join {{ source('raw', 'interactions') }} as items
    on
        taken.platform = items.platform and taken.filed_under = items.account_id and taken.batch_id = items.batch_id
        and taken.interaction_id = items.interaction_id
