-- One row per series that control limits are asked for: a KPI's slice with a figure due in the months shown, or an outcome series.
with newest as (
    select *, row_number() over (partition by kpi_id order by definition_version desc) as newness from {{ ref('kpis') }}
),

objectives as (
    select
        organisation_id, objective_id, name,
        row_number() over (partition by organisation_id, objective_id order by valid_from desc) as newness
    from {{ ref('objectives') }}
),

-- a community is called what its register says, unless that would make our sentences claim something: then by its id
forbidden as ({{ forbidden_pattern() }}),

communities as (
    select
        organisation_id, community_id,
        case when not {{ says_what_it_may_not('name', 'forbidden.pattern') }} then name end as name
    from {{ ref('stg_communities') }}
    cross join forbidden
),

slices as (select distinct organisation_id, kpi_id, slice_kind, slice from {{ ref('report_figures') }}),

of_kpis as (
    select
        slices.organisation_id, 'kpi' as subject_kind, slices.kpi_id as subject_id, slices.slice_kind, slices.slice,
        kpis.name || case slices.slice_kind
            when 'organisation' then ''
            when 'platform' then ', ' || coalesce(terms.name, slices.slice)
            when 'objective' then ', for ' || coalesce(objectives.name, slices.slice)
            when 'community' then ', ' || coalesce(communities.name, slices.slice)
            else ', ' || replace(slices.slice, ':', ' for ')
        end as called,
        kpis.unit, kpis.direction, kpis.months_counted as months_apart, kpis.family, kpis.base_measure,
        kpis.is_engagement and slices.slice_kind in ('platform', 'platform_objective') as is_of_posts,
        kpis.numerator, case when slices.slice_kind in ('platform', 'platform_objective') then split_part(slices.slice, ':', 1) end as platform,
        cast(null as {{ dbt.type_string() }}) as why_never
    from slices
    inner join newest as kpis on slices.kpi_id = kpis.kpi_id and kpis.newness = 1
    left join {{ ref('platform_terms') }} as terms on slices.slice_kind = 'platform' and slices.slice = terms.platform
    left join objectives
        on
            slices.slice_kind = 'objective' and slices.organisation_id = objectives.organisation_id
            and slices.slice = objectives.objective_id and objectives.newness = 1
    left join communities
        on
            slices.slice_kind = 'community' and slices.organisation_id = communities.organisation_id
            and slices.slice = communities.community_id
),

of_outcomes as (
    select
        organisation_id, 'outcome' as subject_kind, series_id as subject_id, 'organisation' as slice_kind, organisation_id as slice,
        name as called, unit, direction, case rhythm when 'quarterly' then 3 when 'yearly' then 12 else 1 end as months_apart,
        {{ unknown(['family', 'base_measure']) }}, false as is_of_posts, {{ unknown(['numerator', 'platform']) }},
        why_no_spc as why_never
    from {{ ref('report_outcome_series') }}
),

united as (
    select * from of_kpis
    union all
    select * from of_outcomes
)

select
    concat_ws(' ', organisation_id, subject_kind, subject_id, slice_kind, slice) as series_id,
    united.*,
    case direction when 'up' then 'increase' when 'down' then 'decrease' else 'neutral' end as improvement_direction
from united
