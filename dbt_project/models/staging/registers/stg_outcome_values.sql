-- One row per entry of the register: outcome series. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('series_id') }},
    {{ cell('month', 'date') }},
    {{ cell('value', 'double') }},
    {{ cell('base', 'double') }},
    {{ cell('as_at', 'date') }},
    {{ cell('status') }},
    {{ cell('note') }}
from {{ ref('stg_entries') }}
where register = 'outcome_values'
