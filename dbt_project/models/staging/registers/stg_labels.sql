-- One row per entry of the register: purpose labels. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('platform') }},
    {{ cell('post_id') }},
    {{ cell('labeller') }},
    {{ cell('purpose_id') }},
    {{ cell('labelled_on', 'date') }},
    {{ cell('note') }}
from {{ ref('stg_entries') }}
where register = 'labels'
