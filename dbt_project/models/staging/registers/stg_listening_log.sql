-- One row per entry of the register: listening log. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('item_id') }},
    {{ cell('opened_on', 'date') }},
    {{ cell('purpose_id') }},
    {{ cell('platform') }},
    {{ cell('theme') }},
    {{ cell('objective_id') }},
    {{ cell('items', 'bigint') }},
    {{ cell('risk') }},
    {{ cell('decision') }},
    {{ cell('decided_on', 'date') }},
    {{ cell('routed_to') }},
    {{ cell('has_response', 'boolean') }},
    {{ cell('closed_platform') }},
    {{ cell('closed_post_id') }},
    {{ cell('was_changed', 'boolean') }},
    {{ cell('recorded_on', 'date') }}
from {{ ref('stg_entries') }}
where register = 'listening_log'
