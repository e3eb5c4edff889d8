-- One row per entry of the register: campaigns. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('campaign_id') }},
    {{ cell('name') }},
    {{ cell('objective_id') }},
    {{ cell('starts_on', 'date') }},
    {{ cell('ends_on', 'date') }},
    {{ cell('utm_campaign') }},
    {{ cell('non_digital_route') }},
    {{ cell('route_checked_on', 'date') }}
from {{ ref('stg_entries') }}
where register = 'campaigns'
