-- One row per entry of the register: hours. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('month', 'date') }},
    {{ cell('role') }},
    {{ cell('objective_id') }},
    {{ cell('task') }},
    {{ cell('hours', 'double') }},
    {{ cell('is_civic_duty', 'boolean') }},
    {{ cell('basis') }}
from {{ ref('stg_entries') }}
where register = 'hours'
