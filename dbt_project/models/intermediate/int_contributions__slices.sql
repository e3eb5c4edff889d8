-- One row per figure that could stand beside an outcome: in what order it is chosen, for which objectives, and what it is a part of.
with figures as (select * from {{ ref('report_figures') }}),

split as (
    select kpi_id, max({{ one_if(lists('slice_kinds', "'objective'") ~ ' or ' ~ lists('slice_kinds', "'platform_objective'")) }}) as is_split
    from {{ ref('kpis') }}
    group by kpi_id
),

cut as (
    select
        *,
        case
            when slice_kind = 'objective' then slice
            when slice_kind = 'platform_objective' then substring(slice from position(':' in slice) + 1)
        end as sliced_objective,
        case slice_kind
            when 'platform' then slice
            when 'platform_objective' then substring(slice from 1 for position(':' in slice) - 1)
        end as platform
    from figures
    where slice_kind <> 'theme' -- a theme is a part of what an organisation's figure says whole
)

select
    cut.organisation_id, cut.kpi_id, cut.period, cut.slice_kind, cut.slice, cut.state, cut.status, cut.numerator, cut.words, cut.reason,
    case cut.slice_kind when 'objective' then 1 when 'organisation' then 2 when 'platform_objective' then 3 else 4 end as choice,
    -- NULL: of all of them; a community that bears on no objective is of none
    case cut.slice_kind when 'community' then coalesce(communities.objective_ids, '') else cut.sliced_objective end as objective_ids,
    split.is_split = 1 as has_objectives, -- is the KPI counted for each objective?
    coalesce(terms.name, communities.name, case when cut.slice_kind = 'community' then cut.slice end, cut.platform) as label
from cut
inner join split on cut.kpi_id = split.kpi_id
left join {{ ref('platform_terms') }} as terms on cut.platform = terms.platform
left join {{ ref('stg_communities') }} as communities
    on cut.slice_kind = 'community' and cut.organisation_id = communities.organisation_id and cut.slice = communities.community_id
