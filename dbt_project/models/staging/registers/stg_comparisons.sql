-- One row per entry of the register: planned comparisons. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('comparison_id') }},
    {{ cell('objective_id') }},
    {{ cell('series_id') }},
    {{ cell('design') }},
    {{ cell('planned_on', 'date') }},
    {{ cell('starts_on', 'date') }},
    {{ cell('ends_on', 'date') }},
    {{ cell('place') }},
    {{ cell('difference', 'double') }},
    {{ cell('low', 'double') }},
    {{ cell('high', 'double') }}
from {{ ref('stg_entries') }}
where register = 'comparisons'
