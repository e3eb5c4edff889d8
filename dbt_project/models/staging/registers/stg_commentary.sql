-- One row per entry of the register: commentary. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on, said_since,
    {{ cell('month', 'date') }},
    {{ cell('kpi_id') }},
    {{ cell('narrative') }},
    {{ cell('learned') }},
    {{ cell('written_by') }}
from {{ ref('stg_entries') }}
where register = 'commentary'
