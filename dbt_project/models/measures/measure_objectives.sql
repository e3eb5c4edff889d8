-- One row per objective in force, month and measure: objectives, and those with fewer than 3 acts and nothing heard in three months.
with months as (select * from {{ ref('int_months') }} where is_shown),

in_force as (
    select months.period, {{ plus('months.period', -2, 'month') }} as first_month, months.next_period, objectives.organisation_id, objectives.objective_id
    from months
    inner join {{ ref('objectives') }} as objectives
        on objectives.valid_from < months.next_period and coalesce(objectives.valid_to, date '9999-12-31') >= months.next_period
),

done as (
    select organisation_id, objective_id, period as month, 1 as acts, 0 as heard
    from {{ ref('fct_acts') }}
    where objective_id is not null
    union all
    select organisation_id, objective_id, cast(date_trunc('month', opened_on) as date) as month, 0 as acts, 1 as heard
    from {{ ref('stg_listening_log') }}
    where objective_id is not null
),

acted as (
    select
        in_force.organisation_id, in_force.period, 'objective' as part_kind, in_force.objective_id as part_id,
        {{ unknown(['platform', 'account_id']) }}, in_force.objective_id, {{ unknown(['community_id', 'theme', 'field', 'batch_id']) }},
        1 as objectives_in_force,
        {{ one_if('coalesce(sum(done.acts), 0) < 3 and coalesce(sum(done.heard), 0) = 0') }} as objectives_without_activity -- no rows: none was done
    from in_force
    left join done
        on
            in_force.organisation_id = done.organisation_id and in_force.objective_id = done.objective_id
            and done.month >= in_force.first_month and done.month <= in_force.period
    group by in_force.organisation_id, in_force.period, in_force.objective_id
)

{{ as_parts('acted', ['objectives_in_force', 'objectives_without_activity']) }}
