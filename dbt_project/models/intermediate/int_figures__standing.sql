-- One row per figure due: the worst standing among everything it needs, over every month it needs, and the newest reason for it.
with standings as (
    select organisation_id, slice_kind, slice, subject, period, standing, reason, left_out from {{ ref('int_standing') }}
    union all
    -- of a community its whole window at once
    select
        organisation_id, 'community' as slice_kind, community_id as slice, subject, period, standing, reason,
        cast(null as {{ dbt.type_string() }}) as left_out
    from {{ ref('int_communities__standing') }}
),

needed as (
    select
        due.organisation_id, due.kpi_id, due.period, due.slice_kind, due.slice,
        standing.standing, standing.reason, standing.left_out,
        row_number() over (
            partition by due.organisation_id, due.kpi_id, due.period, due.slice_kind, due.slice
            order by
                case standing.standing when 'not_measurable' then 0 when 'missing' then 1 else 2 end,
                standing.period desc, standing.subject
        ) as place
    from {{ ref('int_figures__due') }} as due
    inner join standings as standing
        on
            due.organisation_id = standing.organisation_id and {{ lists('due.subjects', 'standing.subject') }}
            and standing.period <= due.period
            and (
                due.standing_kind = standing.slice_kind and due.standing_slice = standing.slice and standing.period >= due.first_period
                or standing.slice_kind = 'community' and due.slice_kind = 'community' and due.slice = standing.slice
                and standing.period = due.period
            )
)

select organisation_id, kpi_id, period, slice_kind, slice, standing, reason, left_out
from needed
where place = 1
