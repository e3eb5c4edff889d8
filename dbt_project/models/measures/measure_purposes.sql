-- One row per organisation, month and purpose in use at least occasionally, counted over the month and the two before it.
with used as (
    select
        organisation_id, period, 'purpose' as part_kind, purpose_id as part_id,
        {{ unknown(['platform', 'account_id', 'objective_id', 'community_id', 'theme', 'field', 'batch_id']) }},
        {{ one_if('frequency >= 2') }} as purposes_in_use
    from {{ ref('int_purposes__quarter') }}
)

{{ as_parts('used', ['purposes_in_use']) }}
