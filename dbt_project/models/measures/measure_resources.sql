-- One row per entry (or objective), month and measure: hours by objective, and those that would have to move to match the weights.
with hours as (
    select
        organisation_id, month as period, 'entry' as part_kind, entry_id as part_id, {{ unknown(['platform', 'account_id']) }},
        objective_id, {{ unknown(['community_id', 'theme', 'field']) }}, batch_id,
        hours as hours_recorded,
        case when objective_id is null and not coalesce(is_civic_duty, false) then hours end as hours_without_objective -- unmarked: no civic duty
    from {{ ref('stg_hours') }}
),

aligned as (
    select organisation_id, month as period, coalesce(objective_id, 'none') as objective_id, sum(hours) as amount
    from {{ ref('stg_hours') }}
    where objective_id is not null or not coalesce(is_civic_duty, false) -- unmarked: no civic duty
    group by organisation_id, month, coalesce(objective_id, 'none')
),

{{ out_of_line('aligned', 'hours_out_of_line', 'hours_to_be_aligned') }}
union all
{{ as_parts('hours', ['hours_recorded', 'hours_without_objective']) }}
