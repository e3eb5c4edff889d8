-- Offenders, in a sentence each: rebases that would be left out in silence, since their series is not there or has no figure in that month.
-- One from before the first figure that is still shown has nothing left to change, and one after the last waits for its figure.
with rebases as (
    select
        rebases.*, concat_ws(' ', organisation_id, subject_kind, subject_id, slice_kind, slice) as series_id
    from {{ ref('rebases') }} as rebases
    inner join {{ ref('int_months') }} as months on rebases.rebased_on = months.period and months.is_shown
),

points as (select series_id, period from {{ ref('int_spc__values') }} where is_taken),

beside as (
    select
        rebases.series_id, rebases.rebased_on,
        max(case when points.period < rebases.rebased_on then points.period end) as period_before,
        min(case when points.period > rebases.rebased_on then points.period end) as period_after,
        count(case when points.period = rebases.rebased_on then 1 end) as times
    from rebases
    left join points on rebases.series_id = points.series_id
    group by rebases.series_id, rebases.rebased_on
),

offenders as (
    select
        'rebases.csv: ' || beside.series_id || ' is to begin anew with ' || {{ month_name('beside.rebased_on') }} || case
            when series.series_id is null then ', and there is no such series: mend its KPI or series, its slice_kind or its slice'
            when series.why_never is not null then ', and it has no control chart: ' || series.why_never
            else
                ', where it has no figure of its own; the nearest are ' || {{ month_name('beside.period_before') }} || ' and '
                || {{ month_name('beside.period_after') }} || ': write the first of one of them'
        end as sentence
    from beside
    left join {{ ref('int_spc__series') }} as series on beside.series_id = series.series_id
    where
        series.series_id is null or series.why_never is not null
        or (beside.times = 0 and beside.period_before is not null and beside.period_after is not null)
),

told as (select {{ list_agg('sentence', '. ') }} as sentences from offenders)

-- in a filter, so that dbt prints the sentences and not only how many they are
select sentences
from told
where case when sentences is not null then {{ stop_query('sentences') }} else false end
