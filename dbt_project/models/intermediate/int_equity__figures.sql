-- One row per organisation, month and equity group: the one figure that speaks of the group. Platforms are never added up:
-- of several, the one that reached most people of known age speaks, and the others are named beside it.
with candidates as (
    select
        organisations.organisation_id, months.period, months.next_period, groups.group_id, groups.kpi_id,
        figures.slice_kind, figures.slice, figures.numerator, figures.denominator, figures.value, figures.reason, figures.words,
        coalesce(figures.state, 'not_measurable') as state,
        case figures.slice_kind when 'platform' then coalesce(terms.name, figures.slice) when 'community' then communities.name end as slice_name
    from {{ ref('int_organisations') }} as organisations
    cross join {{ ref('int_months') }} as months
    cross join {{ ref('equity_groups') }} as groups
    left join {{ ref('stg_communities') }} as communities
        on
            organisations.organisation_id = communities.organisation_id and groups.slice_kind = 'community'
            and {{ lists("replace(communities.equity_groups, ' ', '')", 'groups.group_id') }}
    left join {{ ref('report_figures') }} as figures
        on
            organisations.organisation_id = figures.organisation_id and months.period = figures.period
            and groups.kpi_id = figures.kpi_id and groups.slice_kind = figures.slice_kind
            and (groups.slice_kind <> 'community' or communities.community_id = figures.slice)
    left join {{ ref('platform_terms') }} as terms on figures.slice = terms.platform
    where months.is_shown
),

ranked as (
    select
        *,
        row_number() over (
            partition by organisation_id, period, group_id
            order by
                case state when 'measured' then 0 when 'missing' then 1 when 'withheld' then 2 else 3 end,
                denominator desc nulls last, slice
        ) as place
    from candidates
),

others as (
    select
        organisation_id, period, group_id,
        {{ list_agg("slice_name || ' ' || " ~ short('value'), ', ') }} as elsewhere
    from ranked
    where place > 1 and state = 'measured'
    group by organisation_id, period, group_id
)

select ranked.*, others.elsewhere
from ranked
left join others
    on ranked.organisation_id = others.organisation_id and ranked.period = others.period and ranked.group_id = others.group_id
where ranked.place = 1
