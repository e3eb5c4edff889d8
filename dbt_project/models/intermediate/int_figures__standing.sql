-- One row per figure due: the worst standing among everything it needs, over every month it needs, and the newest reason for it.
with needed as (
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
    inner join {{ ref('int_standing') }} as standing
        on
            due.organisation_id = standing.organisation_id and due.standing_kind = standing.slice_kind
            and due.standing_slice = standing.slice and {{ lists('due.subjects', 'standing.subject') }}
            and standing.period >= due.first_period and standing.period <= due.period
)

select organisation_id, kpi_id, period, slice_kind, slice, standing, reason, left_out
from needed
where place = 1
