-- One row per entry of the register: coded mentions. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('platform') }},
    {{ cell('item_id') }},
    {{ cell('said_on', 'date') }},
    {{ cell('coded_by') }},
    {{ cell('is_concern', 'boolean') }},
    {{ cell('theme') }},
    {{ cell('objective_id') }},
    {{ cell('coded_on', 'date') }}
from {{ ref('stg_entries') }}
where register = 'coded_mentions'
