-- One row per entry of the register: who was reached. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('month', 'date') }},
    {{ cell('platform') }},
    {{ cell('report') }},
    {{ cell('band') }},
    {{ cell('people_reached', 'bigint') }}
from {{ ref('stg_entries') }}
where register = 'audience'
