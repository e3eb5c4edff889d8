-- One row per organisation, month and purpose: how often we use it, how often we said we would, and the gap.
with quarters as (select * from {{ ref('int_purposes__quarter') }}),

-- the worst of the three months, and the newest reason for it
standings as (
    select
        months.period, standing.organisation_id, standing.subject, standing.standing, standing.reason,
        row_number() over (
            partition by months.period, standing.organisation_id, standing.subject
            order by case standing.standing when 'not_measurable' then 0 when 'missing' then 1 else 2 end, standing.period desc
        ) as place
    from {{ ref('int_months') }} as months
    inner join {{ ref('int_standing') }} as standing
        on standing.period <= months.period and standing.period >= {{ plus('months.period', -2, 'month') }}
    where months.is_shown and standing.slice_kind = 'organisation' and standing.subject in ('posts', 'listening_log')
),

-- what a reply was for is told by what it answers, and of these months that is no longer there
removed as (
    select organisation_id, period, max(reason) as reason
    from {{ ref('int_figures__removed') }}
    where kpi_id = 'MM-SPREAD' and slice_kind = 'organisation'
    group by organisation_id, period
),

judged as (
    select
        quarters.*,
        purposes.name, purposes.level, purposes.taxonomy_version, plans.planned_frequency, plans.planned_by,
        case when standings.standing = 'known' and removed.reason is null then quarters.frequency end as current_frequency,
        case when standings.standing <> 'known' then standings.reason else removed.reason end as reason
    from quarters
    inner join standings
        on
            quarters.organisation_id = standings.organisation_id and quarters.period = standings.period and standings.place = 1
            and case quarters.mode when 'L' then 'listening_log' else 'posts' end = standings.subject
    left join removed
        on
            quarters.organisation_id = removed.organisation_id and quarters.period = removed.period
            and quarters.purpose_id in ('C1', 'C2')
    inner join {{ ref('purposes') }} as purposes on quarters.purpose_id = purposes.purpose_id
    left join {{ ref('planned_purposes') }} as plans
        on quarters.organisation_id = plans.organisation_id and quarters.purpose_id = plans.purpose_id
)

select
    organisation_id, period, purpose_id, name, mode, level, taxonomy_version,
    cast(case when current_frequency is not null then acts end as bigint) as acts,
    cast(current_frequency as integer) as current_frequency,
    cast(planned_frequency as integer) as planned_frequency,
    planned_by,
    cast(planned_frequency - current_frequency as integer) as gap,
    reason
from judged
order by organisation_id, period, purpose_id
