-- One row per organisation, KPI, slice and month shown: every figure that is due, whether or not it can be given.
with kpis as (select * from {{ ref('kpis') }}),

platforms as (select distinct organisation_id, platform from {{ ref('int_accounts') }}),

served as (
    select organisation_id, kpi_id, objective_id
    from {{ ref('kpi_objectives') }}
    where objective_id <> 'ALL'
),

communities as (select organisation_id, community_id, name, is_private, valid_from, valid_to from {{ ref('stg_communities') }}),

-- standing_kind and standing_slice: of what it must be known that all of it was read
slices as (
    select organisation_id, 'organisation' as slice_kind, organisation_id as slice, 'organisation' as standing_kind, organisation_id as standing_slice,
        cast(null as {{ dbt.type_string() }}) as of_kpi, date '0001-01-01' as valid_from, date '9999-12-31' as valid_to, cast(null as {{ dbt.type_string() }}) as private_reason
    from {{ ref('int_organisations') }}
    union all
    select organisation_id, 'platform', platform, 'platform', platform, null, date '0001-01-01', date '9999-12-31', null from platforms
    union all
    select organisation_id, 'objective', objective_id, 'organisation', organisation_id, kpi_id, date '0001-01-01', date '9999-12-31', null from served
    union all
    select served.organisation_id, 'platform_objective', platforms.platform || ':' || served.objective_id, 'platform', platforms.platform, served.kpi_id,
        date '0001-01-01', date '9999-12-31', null
    from served
    inner join platforms on served.organisation_id = platforms.organisation_id
    union all
    select organisation_id, 'community', community_id, 'organisation', organisation_id, null, valid_from, coalesce(valid_to, date '9999-12-31'),
        case when is_private then name || ' is a private group, and what is said there cannot be read' end
    from communities
    union all
    select organisations.organisation_id, 'theme', themes.theme, 'organisation', organisations.organisation_id, null, date '0001-01-01', date '9999-12-31', null
    from {{ ref('int_organisations') }} as organisations
    cross join (select distinct theme from {{ ref('measure_concerns') }}) as themes
)

select
    slices.organisation_id, kpis.kpi_id, kpis.definition_version, months.period, months.next_period,
    {{ plus('months.period', '1 - kpis.months_needed', 'month') }} as first_period,
    slices.slice_kind, slices.slice, slices.standing_kind, slices.standing_slice, slices.private_reason,
    kpis.numerator as numerator_measure, kpis.denominator as denominator_measure,
    coalesce(kpis.base_measure, kpis.denominator) as base_measure, kpis.base_min, kpis.cell_min,
    kpis.coverage_part, kpis.coverage_whole, kpis.coverage_min, kpis.none_state, kpis.none_words,
    kpis.scale, kpis.unit, kpis.subjects, kpis.settle_days, kpis.needs_strategy, kpis.is_engagement, kpis.family, kpis.sentence
from slices
cross join {{ ref('int_months') }} as months
inner join kpis
    on
        {{ lists('kpis.slice_kinds', 'slices.slice_kind') }}
        -- a body without a community still has a row that says so
        or (
            kpis.slice_kinds = 'community' and slices.slice_kind = 'organisation'
            and slices.organisation_id not in (select organisation_id from communities)
        )
where
    months.is_shown
    and kpis.valid_from < months.next_period
    and coalesce(kpis.valid_to, date '9999-12-31') >= months.next_period
    and (slices.of_kpi is null or slices.of_kpi = kpis.kpi_id)
    and slices.valid_from < months.next_period and slices.valid_to > months.period
