-- One row per entry of the register: reviews of kpis. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('kpi_id') }},
    {{ cell('reviewed_on', 'date') }},
    {{ cell('finding') }},
    {{ cell('reviewed_by') }}
from {{ ref('stg_entries') }}
where register = 'kpi_reviews'
