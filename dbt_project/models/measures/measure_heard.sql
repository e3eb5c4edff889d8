-- One row per entry, month and measure: people asked how they heard of us, and those who named our channels.
with asked as (
    select
        organisation_id, month as period, 'entry' as part_kind, entry_id as part_id, {{ unknown(['platform', 'account_id']) }}, objective_id,
        {{ unknown(['community_id', 'theme', 'field']) }}, batch_id,
        answered as people_asked_how_they_heard,
        named_social as heard_through_us
    from {{ ref('stg_heard') }}
)

{{ as_parts('asked', ['people_asked_how_they_heard', 'heard_through_us']) }}
