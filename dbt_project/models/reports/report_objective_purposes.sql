-- One row per organisation, month, objective in force ('none': no objective, 'duty': a civic duty without one), purpose ('none': nobody could
-- tell) and what is counted (acts | heard): how many there were in the month and the two before it.
with quarters as (select * from {{ ref('int_objectives__quarter') }}),

-- an act of ours and an entry of the log are different things: they are counted beside each other and never added up
counted_things as (
    select distinct purpose_id, mode, case mode when 'L' then 'heard' else 'acts' end as counted, purpose_id as known_by
    from {{ ref('report_purposes') }}
    union all
    -- a question we put to everybody is an act of ours, whether or not the log holds an answer to it
    select 'L7' as purpose_id, 'L' as mode, 'acts' as counted, 'B1' as known_by
    union all
    -- what nobody could tell may be an answer to somebody, so it is known when answers are
    select 'none' as purpose_id, cast(null as {{ dbt.type_string() }}) as mode, 'acts' as counted, 'C1' as known_by
),

columns_of_the_table as (
    select organisation_id, period, objective_id, line_purposes from quarters
    union all
    select distinct organisation_id, period, 'duty' as objective_id, cast(null as {{ dbt.type_string() }}) as line_purposes from quarters
),

done as (
    select
        organisation_id, period as month, coalesce(objective_id, case when is_civic_duty then 'duty' else 'none' end) as objective_id,
        coalesce(purpose_id, 'none') as purpose_id, 'acts' as counted
    from {{ ref('fct_acts') }}
    where is_classified or is_unclassified -- a thread's continuation is no act of its own
    union all
    select
        organisation_id, cast(date_trunc('month', opened_on) as date) as month, coalesce(objective_id, 'none') as objective_id, purpose_id,
        'heard' as counted
    from {{ ref('stg_listening_log') }}
    where purpose_id <> 'L7' or has_response -- an open question counts as listening only when a response to it was recorded
),

monthly as (
    select organisation_id, month, objective_id, purpose_id, counted, count(*) as number
    from done
    group by organisation_id, month, objective_id, purpose_id, counted
),

rolling as (
    select
        months.organisation_id, months.period,
        -- done for an objective that is no longer in force
        case when monthly.objective_id = 'duty' then 'duty' else coalesce(quarters.objective_id, 'none') end as objective_id,
        monthly.purpose_id, monthly.counted, sum(monthly.number) as number
    from (select distinct organisation_id, period from quarters) as months
    inner join monthly
        on
            months.organisation_id = monthly.organisation_id and monthly.month <= months.period
            and monthly.month >= {{ plus('months.period', -2, 'month') }}
    left join quarters
        on months.organisation_id = quarters.organisation_id and months.period = quarters.period and monthly.objective_id = quarters.objective_id
    group by
        months.organisation_id, months.period,
        case when monthly.objective_id = 'duty' then 'duty' else coalesce(quarters.objective_id, 'none') end,
        monthly.purpose_id, monthly.counted
)

select
    asked.organisation_id, asked.period, asked.objective_id, things.purpose_id, things.mode, things.counted,
    -- nothing of the kind in three months that are known: a true zero
    cast(case when purposes.current_frequency is not null then coalesce(rolling.number, 0) end as bigint) as number,
    {{ lists('asked.line_purposes', 'things.purpose_id') }} as is_planned,
    case when purposes.current_frequency is null then purposes.reason end as reason
from columns_of_the_table as asked
cross join counted_things as things
left join {{ ref('report_purposes') }} as purposes
    on
        asked.organisation_id = purposes.organisation_id and asked.period = purposes.period and things.known_by = purposes.purpose_id
left join rolling
    on
        asked.organisation_id = rolling.organisation_id and asked.period = rolling.period and asked.objective_id = rolling.objective_id
        and things.purpose_id = rolling.purpose_id and things.counted = rolling.counted
