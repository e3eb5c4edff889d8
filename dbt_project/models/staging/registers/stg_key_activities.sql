-- One row per entry of the register: key activities. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('activity_id') }},
    {{ cell('name') }},
    {{ cell('objective_id') }},
    {{ cell('due_on', 'date') }},
    {{ cell('listened_on', 'date') }},
    {{ cell('engaged_on', 'date') }},
    {{ cell('evaluated_on', 'date') }},
    {{ cell('evidence') }},
    {{ cell('recorded_on', 'date') }}
from {{ ref('stg_entries') }}
where register = 'key_activities'
