-- One row per organisation, month and measure of the four tests that a register alone tells: capacity, and board actions.
with months as (
    select
        standing.organisation_id, standing.register, standing.period, standing.standing, standing.reason,
        {{ plus('months.next_period', -12, 'month') }} as year_start,
        least(months.next_period, as_of.as_of) as known_until
    from {{ ref('int_register_months') }} as standing
    inner join {{ ref('int_months') }} as months on standing.period = months.period
    cross join {{ ref('int_as_of') }} as as_of
    where months.is_shown and standing.register in ('capacity', 'actions')
),

capacity as (
    select
        months.organisation_id, months.period,
        case when entries.hours_needed > 0 then entries.hours_available / entries.hours_needed end as cover,
        case
            when entries.is_staffed and entries.has_deputy then 1.0
            when not entries.is_staffed or not entries.has_deputy then 0.0
        end as staffed,
        case
            when entries.month is not null then 'The plan of this month needed no hours, so cover cannot be worked out'
            else coalesce(months.reason, 'The capacity register says nothing of this month')
        end as reason
    from months
    left join {{ ref('stg_capacity') }} as entries
        on months.organisation_id = entries.organisation_id and months.period = entries.month
    where months.register = 'capacity'
),

due as (
    select
        months.organisation_id, months.period, months.standing, months.reason,
        count(actions.action_id) as actions_due,
        count(actions.action_id) filter (where actions.closed_on <= actions.due_on) as actions_on_time
    from months
    left join {{ ref('stg_actions') }} as actions
        on
            months.organisation_id = actions.organisation_id
            and actions.due_on >= months.year_start and actions.due_on < months.known_until
    where months.register = 'actions'
    group by months.organisation_id, months.period, months.standing, months.reason
)

select organisation_id, period, 'capacity_cover' as measure, cast(cover as double) as value, case when cover is null then reason end as reason
from capacity
union all
select organisation_id, period, 'monitored_hours_staffed' as measure, cast(staffed as double) as value, case when staffed is null then reason end as reason
from capacity
union all
select
    organisation_id, period, 'actions_on_time' as measure,
    case when standing = 'known' and actions_due > 0 then 100.0e0 * actions_on_time / actions_due end as value,
    case
        when standing <> 'known' then reason
        when actions_due = 0 then 'No board action fell due in the last 12 months, so there is nothing to judge'
    end as reason
from due
