-- One row per series: how many points it has, its last judged one, where it last began anew and which figures are lacking.
with points as (
    select
        series_id, count(*) as points, min(period) as first_period, max(points_of_last_group) as points_since,
        max(case when group_reason is not null then period end) as began_anew_in
    from {{ ref('int_spc__points') }}
    group by series_id
),

judged as (select *, period = max(period) over (partition by series_id) as is_latest from {{ ref('int_spc__judged') }}),

gaps as (
    select
        judged.series_id,
        sum(judged.gap_before) as gaps,
        count(*) filter (where judged.gap_before > 0) as stretches,
        {% set stretch = "case when judged.gap_before > 0 then cast(judged.period as " ~ dbt.type_string() ~ ") || ' ' || " ~ spc_gap() ~ " end" %}
        {{ stripped(list_agg(stretch, ', '), '[0-9]{4}-[0-9]{2}-[0-9]{2} ') }} as stretch_words
    from judged
    inner join {{ ref('int_spc__series') }} as series on judged.series_id = series.series_id
    group by judged.series_id
)

select
    series.*, judged.period, judged.value, judged.target, judged.comparator, judged.variation_icon, judged.mean, judged.lpl, judged.upl,
    judged.special_cause_type, judged.point_type, judged.short_group_warning,
    case when judged.upl is not null then judged.assurance_type end as assurance_type,
    coalesce(points.points, 0) as points, -- no final figure: no point
    points.first_period, points.points_since, began.group_reason as began_words, points.began_anew_in,
    gaps.gaps, gaps.stretches, gaps.stretch_words,
    judged.series_id is not null as has_chart
from {{ ref('int_spc__series') }} as series
left join points on series.series_id = points.series_id
left join judged on series.series_id = judged.series_id and judged.is_latest
left join {{ ref('int_spc__points') }} as began on points.series_id = began.series_id and points.began_anew_in = began.period
left join gaps on series.series_id = gaps.series_id
