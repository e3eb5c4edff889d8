-- One row per objective in force, month and measure: objectives, and those with fewer than 3 acts and nothing heard in three months.
with acted as (
    select
        organisation_id, period, 'objective' as part_kind, objective_id as part_id,
        {{ unknown(['platform', 'account_id']) }}, objective_id, {{ unknown(['community_id', 'theme', 'field', 'batch_id']) }},
        1 as objectives_in_force,
        {{ one_if('is_without_activity') }} as objectives_without_activity
    from {{ ref('int_objectives__quarter') }}
    where objective_id <> 'none'
)

{{ as_parts('acted', ['objectives_in_force', 'objectives_without_activity']) }}
