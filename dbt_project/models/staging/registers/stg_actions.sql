-- One row per entry of the register: board actions. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('action_id') }},
    {{ cell('kpi_id') }},
    {{ cell('decided_on', 'date') }},
    {{ cell('action') }},
    {{ cell('owner') }},
    {{ cell('due_on', 'date') }},
    {{ cell('closed_on', 'date') }}
from {{ ref('stg_entries') }}
where register = 'actions'
