-- One row per equity index, measure of people and month: how many people there were, signal or noise by the same rules as the index.
with people as (
    select
        points.series_id || ' ' || measures.measure as series_id, points.series_id as index_id, points.period, measures.measure,
        measures.value, cast(null as double) as target,
        'increase' as improvement_direction, -- more people in touch is the better
        points.rebase, points.fix_after_n_points, points.screen_outliers, points.months_apart
    from {{ ref('int_spc__points') }} as points
    inner join {{ ref('int_spc__series') }} as series on points.series_id = series.series_id
    inner join (select distinct kpi_id, people_measure from {{ ref('equity_groups') }}) as groups
        on series.subject_kind = 'kpi' and series.subject_id = groups.kpi_id
    inner join {{ ref('measures') }} as measures
        on
            series.organisation_id = measures.organisation_id and series.slice_kind = measures.slice_kind and series.slice = measures.slice
            and points.period = measures.period and groups.people_measure = measures.measure
    where points.points_of_last_group >= {{ var('spc_points_min') }}
),

judged as (
    {{ xmr('people', rules=var('spc_rules'), months_apart='months_apart') }}
)

select people.index_id as series_id, people.measure, people.period, people.value, judged.point_type
from judged
inner join people on judged.series_id = people.series_id and judged.period = people.period
