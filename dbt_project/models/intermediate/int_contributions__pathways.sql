-- One row per organisation, outcome series and month with a value for which a pathway was written: the newest that is older
-- than what the value speaks of; if none is, the oldest there is, which came too late.
with pathways as (select * from {{ ref('pathways') }}),

checked as (
    select organisation_id, series_id, written_on, {{ each_of("split(explanations_checked, ';')") }} as item from pathways
),

acting as (
    select organisation_id, series_id, written_on, {{ each_of("split(other_things_acting, ';')") }} as item from pathways
),

explained as (
    select
        organisation_id, series_id, written_on,
        count(distinct lower(trim(item))) as explanations,
        {{ list_agg('trim(item)', ', ') }} as explanation_words
    from checked
    where trim(item) <> ''
    group by organisation_id, series_id, written_on
),

others as (
    select organisation_id, series_id, written_on, {{ list_agg('trim(item)', ', ') }} as other_words
    from acting
    where trim(item) <> ''
    group by organisation_id, series_id, written_on
),

offered as (
    select
        moved.organisation_id, moved.series_id, moved.period,
        pathways.written_on, pathways.expected_direction, pathways.lag_months,
        pathways.exposure_kpi_id, pathways.exposure_min, pathways.tracked_kpi_id,
        pathways.written_on < moved.begins_on as is_written_before,
        {{ plus('moved.period', '-1 * pathways.lag_months', 'month') }} as exposure_period,
        row_number() over (
            partition by moved.organisation_id, moved.series_id, moved.period
            order by case when pathways.written_on < moved.begins_on then pathways.written_on end desc nulls last, pathways.written_on
        ) as choice
    from {{ ref('int_outcomes__moved') }} as moved
    inner join pathways on moved.organisation_id = pathways.organisation_id and moved.series_id = pathways.series_id
)

select
    offered.organisation_id, offered.series_id, offered.period, offered.written_on, offered.is_written_before,
    offered.expected_direction, offered.lag_months, offered.exposure_period,
    offered.exposure_kpi_id, offered.exposure_min, offered.tracked_kpi_id,
    coalesce(explained.explanations, 0) as explanations, -- none written down: none were checked
    explained.explanation_words, others.other_words
from offered
left join explained
    on
        offered.organisation_id = explained.organisation_id and offered.series_id = explained.series_id
        and offered.written_on = explained.written_on
left join others
    on
        offered.organisation_id = others.organisation_id and offered.series_id = others.series_id
        and offered.written_on = others.written_on
where offered.choice = 1
