-- One row per series and month with a value: the value, what it counts, and whether it is taken as a point of its own.
with series as (select * from {{ ref('int_spc__series') }} where why_never is null),

basis as (select * from {{ ref('int_engagement_basis') }}),

-- reach by age is of paid posts in one month and of unpaid ones in another: those are two things
ages as (
    select organisation_id, platform, month as period, min(report) as report_used
    from {{ ref('stg_audience') }}
    group by organisation_id, platform, month
),

purposes as (
    select organisation_id, period, max(taxonomy_version) as taxonomy_version
    from {{ ref('report_purposes') }}
    group by organisation_id, period
),

figures as (
    select
        series.series_id, series.organisation_id, figures.period, figures.value, figures.status, targets.target, targets.comparator,
        -- figures closer together than the months they count share what they count: every n-th month of the calendar is taken, so
        -- that the points stay the same ones when a month is added
        mod(cast(extract(year from figures.period) * 12 + extract(month from figures.period) as integer), series.months_apart) = 0 as is_taken,
        'by definition ' || {{ whole('figures.definition_version') }} as of_definition,
        case when series.is_of_posts then basis.audience || coalesce(' as counted since ' || {{ day_name('basis.counted_since') }}, '') end as of_audience,
        case when series.is_of_posts and series.numerator = 'deep_engagements' then basis.deep_metrics end as of_parts,
        case when series.base_measure = 'reached_with_age' then 'people reached by ' || case ages.report_used when 'paid' then 'paid' else 'unpaid' end || ' posts' end as of_ages,
        case when series.family = 'mode mix' then 'by the list of purposes ' || purposes.taxonomy_version end as of_purposes,
        cast(null as {{ dbt.type_string() }}) as of_footing
    from series
    inner join {{ ref('report_figures') }} as figures
        on
            series.subject_kind = 'kpi' and series.organisation_id = figures.organisation_id and series.subject_id = figures.kpi_id
            and series.slice_kind = figures.slice_kind and series.slice = figures.slice
    left join {{ ref('report_targets') }} as targets
        on
            figures.organisation_id = targets.organisation_id and figures.kpi_id = targets.kpi_id and figures.period = targets.period
    left join basis
        on series.organisation_id = basis.organisation_id and series.platform = basis.platform and figures.period = basis.period
    left join ages
        on series.organisation_id = ages.organisation_id and series.platform = ages.platform and figures.period = ages.period
    left join purposes on series.organisation_id = purposes.organisation_id and figures.period = purposes.period
    where figures.state = 'measured'
),

outcomes as (
    select
        series.series_id, series.organisation_id, outcomes.period, outcomes.value, outcomes.status,
        cast(null as double) as target, {{ unknown(['comparator']) }}, true as is_taken,
        {{ unknown(['of_definition', 'of_audience', 'of_parts', 'of_ages', 'of_purposes']) }},
        case
            when outcomes.period < cast(date_trunc('month', declared.comparable_from) as date) then 'values that cannot be compared with later ones'
            when declared.comparable_from is not null then 'values as they are since ' || {{ day_name('declared.comparable_from') }}
        end as of_footing
    from series
    inner join {{ ref('report_outcome_series') }} as declared
        on series.subject_kind = 'outcome' and series.organisation_id = declared.organisation_id and series.subject_id = declared.series_id
    inner join {{ ref('report_outcomes') }} as outcomes
        on series.organisation_id = outcomes.organisation_id and series.subject_id = outcomes.series_id
    where outcomes.state = 'measured'
),

united as (
    select * from figures
    union all
    select * from outcomes
)

select
    united.*,
    concat_ws('; ', of_definition, of_audience, of_parts, of_ages, of_purposes, of_footing) as counts
from united
