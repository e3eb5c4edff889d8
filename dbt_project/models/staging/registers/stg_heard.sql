-- One row per entry of the register: how people heard. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('month', 'date') }},
    {{ cell('asked_in') }},
    {{ cell('objective_id') }},
    {{ cell('invited', 'bigint') }},
    {{ cell('answered', 'bigint') }},
    {{ cell('named_social', 'bigint') }}
from {{ ref('stg_entries') }}
where register = 'heard'
