-- One row per entry of the register: accessibility sample. Columns: extractors/registers.toml.
select
    organisation_id, entry_id, batch_id, first_received_on,
    {{ cell('platform') }},
    {{ cell('post_id') }},
    {{ cell('audited_on', 'date') }},
    {{ cell('has_alt_text', 'boolean') }},
    {{ cell('has_captions', 'boolean') }},
    {{ cell('hashtags_in_capitals', 'boolean') }},
    {{ cell('is_not_text_as_image', 'boolean') }},
    {{ cell('reading_age', 'bigint') }},
    {{ cell('emoji_few_and_last', 'boolean') }},
    {{ cell('audited_by') }}
from {{ ref('stg_entries') }}
where register = 'access_audit'
