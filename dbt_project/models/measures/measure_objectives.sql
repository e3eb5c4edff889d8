-- One row per organisation, month and measure: objectives in force, and those with fewer than 3 acts in three months.
with months as (select * from {{ ref('int_months') }}),

in_force as (
    select months.period, objectives.organisation_id, objectives.objective_id
    from months
    inner join {{ ref('objectives') }} as objectives
        on objectives.valid_from < months.next_period and coalesce(objectives.valid_to, date '9999-12-31') >= months.next_period
),

acted as (
    select in_force.organisation_id, in_force.period, in_force.objective_id, count(acts.post_id) as acts
    from in_force
    left join {{ ref('fct_acts') }} as acts
        on
            in_force.organisation_id = acts.organisation_id and in_force.objective_id = acts.objective_id
            and acts.period <= in_force.period and acts.period >= {{ plus('in_force.period', -2, 'month') }}
    group by in_force.organisation_id, in_force.period, in_force.objective_id
),

counted as (
    select
        organisation_id, period, 'organisation' as slice_kind, organisation_id as slice, cast(null as double) as coverage,
        count(*) as objectives_in_force,
        count(*) filter (where acts < 3) as objectives_without_activity
    from acted
    group by organisation_id, period
)

{{ as_measures('counted', ['objectives_in_force', 'objectives_without_activity']) }}
