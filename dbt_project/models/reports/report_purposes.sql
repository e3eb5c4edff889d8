-- One row per organisation, month and purpose: how often we use it, how often we said we would, and the gap.
with quarters as (select * from {{ ref('int_purposes__quarter') }}),

judged as (
    select
        quarters.*,
        purposes.name,
        plans.planned_frequency,
        case
            when quarters.mode = 'L' then null
            when standing.standing <> 'known' then null
            when quarters.acts = 0 then 0
            when quarters.acts < 3 then 1
            when quarters.purpose_id in ('C3', 'C6', 'C7') and quarters.months = 3 then 3
            when quarters.purpose_id not in ('C3', 'C6', 'C7') and quarters.weeks >= 10 then 3
            else 2
        end as current_frequency,
        case
            when quarters.mode = 'L' then 'Listening is read from a listening log, and none is kept'
            when standing.standing <> 'known' then standing.reason
        end as reason
    from quarters
    inner join {{ ref('int_standing') }} as standing
        on
            quarters.organisation_id = standing.organisation_id and quarters.period = standing.period
            and standing.slice_kind = 'organisation' and standing.subject = 'posts_quarter'
    inner join {{ ref('purposes') }} as purposes on quarters.purpose_id = purposes.purpose_id
    left join {{ ref('planned_purposes') }} as plans
        on quarters.organisation_id = plans.organisation_id and quarters.purpose_id = plans.purpose_id
)

select
    organisation_id, period, purpose_id, name, mode,
    cast(case when current_frequency is not null then acts end as bigint) as acts,
    cast(current_frequency as integer) as current_frequency,
    cast(planned_frequency as integer) as planned_frequency,
    cast(planned_frequency - current_frequency as integer) as gap,
    reason
from judged
order by organisation_id, period, purpose_id
