-- One row per entry of the register: spend. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('month', 'date') }},
    {{ cell('kind') }},
    {{ cell('objective_id') }},
    {{ cell('pounds', 'double') }}
from {{ ref('stg_entries') }}
where register = 'spend'
