-- One row per entry of the register: web visits and actions. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('month', 'date') }},
    {{ cell('utm_campaign') }},
    {{ cell('platform') }},
    {{ cell('page') }},
    {{ cell('is_service_page', 'boolean') }},
    {{ cell('objective_id') }},
    {{ cell('visits', 'bigint') }},
    {{ cell('actions', 'bigint') }},
    {{ cell('actions_with_postcode', 'bigint') }},
    {{ cell('actions_core20', 'bigint') }}
from {{ ref('stg_entries') }}
where register = 'web'
