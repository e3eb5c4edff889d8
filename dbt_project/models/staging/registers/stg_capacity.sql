-- One row per entry of the register: capacity. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('month', 'date') }},
    {{ cell('hours_available', 'double') }},
    {{ cell('hours_needed', 'double') }},
    {{ cell('is_staffed', 'boolean') }},
    {{ cell('has_deputy', 'boolean') }}
from {{ ref('stg_entries') }}
where register = 'capacity'
