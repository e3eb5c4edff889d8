-- One row per inbound item: as it was last seen.
-- A table: five models read it, and each would look through every look there ever was.
{{ config(materialized='table') }}
with looks as (
    select
        interactions.platform, interactions.interaction_id, interactions.account_id as filed_under, interactions.batch_id,
        batches.organisation_id, batches.observed_at, batches.account_id
    from {{ source('raw', 'interactions') }} as interactions
    inner join {{ ref('stg_batches') }} as batches
        on
            interactions.platform = batches.platform and interactions.account_id = batches.filed_under
            and interactions.batch_id = batches.batch_id
),

-- found first, so that only these are put in order, and nothing else of them
newest as (
    select platform, account_id, interaction_id, max(observed_at) as observed_at
    from looks
    group by platform, account_id, interaction_id
),

ranked as (
    select
        looks.*,
        row_number() over (
            partition by looks.platform, looks.account_id, looks.interaction_id order by looks.batch_id desc, looks.filed_under
        ) as place
    from looks
    inner join newest
        on
            looks.platform = newest.platform and looks.account_id = newest.account_id
            and looks.interaction_id = newest.interaction_id and looks.observed_at = newest.observed_at
)

select
    taken.organisation_id, taken.platform, taken.account_id, taken.interaction_id, taken.batch_id, items.kind,
    {{ in_utc('items.created_at') }} as created_at,
    items.parent_id, items.conversation_id, items.author_key, items.asks_question, items.raises_concern, items.fingerprint, items.tag_keys
from ranked as taken
inner join {{ source('raw', 'interactions') }} as items
    on
        taken.platform = items.platform and taken.filed_under = items.account_id and taken.batch_id = items.batch_id
        and taken.interaction_id = items.interaction_id
where taken.place = 1
