-- One row per entry of the register: communities. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('community_id') }},
    {{ cell('name') }},
    {{ cell('seed_kind') }},
    {{ cell('wenger_kind') }},
    {{ cell('origin') }},
    {{ cell('origin_evidence') }},
    {{ cell('steward') }},
    {{ cell('objective_ids') }},
    {{ cell('platforms') }},
    {{ cell('hashtags') }},
    {{ cell('hashtags_keys') }},
    {{ cell('keyword_precision', 'double') }},
    {{ cell('windows') }},
    {{ cell('is_private', 'boolean') }},
    {{ cell('equity_groups') }},
    {{ cell('our_role') }},
    {{ cell('lead') }},
    {{ cell('reviewed_on', 'date') }},
    {{ cell('valid_from', 'date') }},
    {{ cell('valid_to', 'date') }}
from {{ ref('stg_entries') }}
where register = 'communities'
