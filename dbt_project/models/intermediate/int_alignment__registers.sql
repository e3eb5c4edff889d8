-- One row per organisation, month and measure of the four tests that a register alone tells: capacity, and board actions.
with months as (
    select
        organisations.organisation_id, months.period, least(months.next_period, as_of.as_of) as known_until,
        {{ plus('months.next_period', -12, 'month') }} as year_start
    from {{ ref('int_months') }} as months
    cross join {{ ref('int_as_of') }} as as_of
    cross join {{ ref('int_organisations') }} as organisations
    where months.is_shown
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
            when months.organisation_id in (select organisation_id from {{ ref('stg_register_files') }} where register = 'capacity')
                then 'The capacity register says nothing of this month'
            else 'No capacity register is kept'
        end as reason
    from months
    left join {{ ref('stg_capacity') }} as entries
        on months.organisation_id = entries.organisation_id and months.period = entries.month
),

-- a file tells of a month's end when it begins before it and reaches it
covered as (
    select months.organisation_id, months.period, min(files.since) as since
    from months
    inner join {{ ref('stg_register_files') }} as files
        on months.organisation_id = files.organisation_id and files.since < months.known_until and files.until >= months.known_until
    where files.register = 'actions'
    group by months.organisation_id, months.period
),

due as (
    select
        months.organisation_id, months.period, max(covered.since) as since,
        count(actions.action_id) as actions_due,
        count(actions.action_id) filter (where actions.closed_on <= actions.due_on) as actions_on_time
    from months
    left join covered on months.organisation_id = covered.organisation_id and months.period = covered.period
    left join {{ ref('stg_actions') }} as actions
        on
            months.organisation_id = actions.organisation_id
            and actions.due_on >= months.year_start and actions.due_on < months.known_until
    group by months.organisation_id, months.period
)

select organisation_id, period, 'capacity_cover' as measure, cast(cover as double) as value, case when cover is null then reason end as reason
from capacity
union all
select organisation_id, period, 'monitored_hours_staffed' as measure, cast(staffed as double) as value, case when staffed is null then reason end as reason
from capacity
union all
select
    organisation_id, period, 'actions_on_time' as measure,
    case when since is not null and actions_due > 0 then 100.0 * actions_on_time / actions_due end as value,
    case
        when organisation_id not in (select organisation_id from {{ ref('stg_register_files') }} where register = 'actions')
            then 'No register of board actions is kept'
        when since is null then 'The register of board actions does not reach the end of this month'
        when actions_due = 0 then 'No board action fell due in the last 12 months, so there is nothing to judge'
    end as reason
from due
