-- One row per entry of the register: what was said in communities. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('community_id') }},
    {{ cell('platform') }},
    {{ cell('item_id') }},
    {{ cell('said_on', 'date') }},
    {{ cell('author') }},
    {{ cell('is_staff', 'boolean') }},
    {{ cell('answers_item_id') }},
    {{ cell('answers_author') }},
    {{ cell('is_to_us', 'boolean') }},
    {{ cell('asks_question', 'boolean') }},
    {{ cell('answered_within_48h', 'boolean') }}
from {{ ref('stg_entries') }}
where register = 'community_acts'
