-- One row per figure due: the worst standing among everything it needs, over every month it needs, and the newest reason for it.
-- Which subjects a list of them names is told of the lists, of which there are as many as KPIs, so that the rows meet by equal columns.
with lists as (select distinct subjects from {{ ref('int_figures__due') }}),

due as (
    select
        due.organisation_id, due.kpi_id, due.period, due.first_period, due.slice_kind, due.slice, due.standing_kind, due.standing_slice,
        named.subject
    from {{ ref('int_figures__due') }} as due
    inner join (
        select lists.subjects, known.subject
        from lists
        inner join (
            select subject from {{ ref('int_standing') }}
            union
            select subject from {{ ref('int_communities__standing') }}
        ) as known on {{ lists('lists.subjects', 'known.subject') }}
    ) as named on due.subjects = named.subjects
),

found as (
    select
        due.organisation_id, due.kpi_id, due.period, due.slice_kind, due.slice,
        standing.standing, standing.reason, standing.left_out, standing.period as known_of, standing.subject
    from due
    inner join {{ ref('int_standing') }} as standing
        on
            due.organisation_id = standing.organisation_id and due.standing_kind = standing.slice_kind
            and due.standing_slice = standing.slice and due.subject = standing.subject
            and standing.period >= due.first_period and standing.period <= due.period
    union all
    -- of a community its whole window at once
    select
        due.organisation_id, due.kpi_id, due.period, due.slice_kind, due.slice,
        standing.standing, standing.reason, cast(null as {{ dbt.type_string() }}) as left_out, standing.period as known_of, standing.subject
    from due
    inner join {{ ref('int_communities__standing') }} as standing
        on
            due.organisation_id = standing.organisation_id and due.slice = standing.community_id
            and due.subject = standing.subject and due.period = standing.period
    where due.slice_kind = 'community'
),

needed as (
    select
        *,
        row_number() over (
            partition by organisation_id, kpi_id, period, slice_kind, slice
            order by case standing when 'not_measurable' then 0 when 'missing' then 1 else 2 end, known_of desc, subject
        ) as place
    from found
)

select organisation_id, kpi_id, period, slice_kind, slice, standing, reason, left_out
from needed
where place = 1
