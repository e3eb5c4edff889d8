-- One row per organisation, month and objective in force, and one ('none') for what served no objective: what was done and heard in
-- three months, and who approved its line of sight.
with months as (
    select
        months.period, months.next_period, {{ plus('months.period', -2, 'month') }} as first_month,
        least(months.next_period, as_of.as_of) as known_until
    from {{ ref('int_months') }} as months
    cross join {{ ref('int_as_of') }} as as_of
    where months.is_shown
),

in_force as (
    select
        months.period, months.first_month, objectives.organisation_id, objectives.objective_id, objectives.name, objectives.weight,
        objectives.not_social_because, lines.approved_by as line_approved_by, lines.approved_on as line_approved_on,
        lines.purposes as line_purposes
    from months
    inner join {{ ref('objectives') }} as objectives
        on objectives.valid_from < months.next_period and coalesce(objectives.valid_to, date '9999-12-31') >= months.next_period
    left join {{ ref('lines_of_sight') }} as lines
        on
            objectives.organisation_id = lines.organisation_id and objectives.objective_id = lines.objective_id
            and objectives.strategy_version = lines.strategy_version and lines.approved_on < months.known_until
            and {{ is_written_out('lines', 'objectives') }}
),

asked as (
    select * from in_force
    union all
    select distinct
        period, first_month, organisation_id, 'none' as objective_id, cast(null as {{ dbt.type_string() }}) as name, cast(null as int) as weight,
        {{ unknown(['not_social_because']) }}, cast(null as {{ dbt.type_string() }}) as line_approved_by, cast(null as date) as line_approved_on, {{ unknown(['line_purposes']) }}
    from in_force
),

-- an act that is a civic duty, or of a purpose nobody could tell, is not one that lacks an objective
done as (
    select organisation_id, coalesce(objective_id, 'none') as objective_id, period as month, 1 as acts, 0 as heard
    from {{ ref('fct_acts') }}
    where
        (is_classified or is_unclassified) -- a thread's continuation is no act of its own
        and (objective_id is not null or (is_classified and not is_civic_duty))
    union all
    select organisation_id, coalesce(objective_id, 'none') as objective_id, cast(date_trunc('month', opened_on) as date) as month, 0 as acts, 1 as heard
    from {{ ref('stg_listening_log') }}
    where purpose_id <> 'L7' or has_response -- an open question counts as listening only when a response to it was recorded
),

counted as (
    select
        asked.organisation_id, asked.period, asked.objective_id, asked.name, asked.weight, asked.not_social_because, asked.line_approved_by,
        asked.line_approved_on, asked.line_purposes,
        coalesce(sum(done.acts), 0) as acts, coalesce(sum(done.heard), 0) as heard -- no rows: none was done
    from asked
    left join done
        on
            asked.organisation_id = done.organisation_id and asked.objective_id = done.objective_id
            and done.month >= asked.first_month and done.month <= asked.period
    group by
        asked.organisation_id, asked.period, asked.objective_id, asked.name, asked.weight, asked.not_social_because, asked.line_approved_by,
        asked.line_approved_on, asked.line_purposes
)

select
    organisation_id, period, objective_id, name, weight, not_social_because, line_approved_by, line_approved_on, line_purposes, acts, heard,
    objective_id <> 'none' and acts < 3 and heard = 0 as is_without_activity
from counted
