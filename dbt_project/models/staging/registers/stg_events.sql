-- One row per entry of the register: events. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('event_id') }},
    {{ cell('name') }},
    {{ cell('kind') }},
    {{ cell('starts_on', 'date') }},
    {{ cell('ends_on', 'date') }},
    {{ cell('objective_id') }},
    {{ cell('platform') }}
from {{ ref('stg_entries') }}
where register = 'events'
