-- One row per organisation, outcome series and month with a value: the contribution grade, and each thing it rests on or lacks.
-- 0 side by side, 1 consistent, 2 supported, 3 measured; NULL when there is no social measure to set beside the series.
with known as (
    select
        moved.*,
        beside.kpi_id as beside_kpi_id, beside.kpi_name, beside.state as beside_state, beside.status as beside_status, beside.of_what as beside_of,
        beside.words as beside_words, beside.reason as beside_reason,
        pathways.written_on, pathways.is_written_before, pathways.expected_direction, pathways.lag_months, pathways.exposure_period,
        pathways.exposure_min, pathways.explanations, pathways.explanation_words, pathways.other_words,
        exposure.kpi_name as exposure_name, exposure.numerator as exposure, exposure.reason as exposure_reason,
        tracked.kpi_name as tracked_name, tracked.numerator as tracked, tracked.reason as tracked_reason,
        heard.numerator as heard, heard.reason as heard_reason,
        compared.comparisons_that_count, compared.shortfalls, compared.comparison_id, compared.design, compared.planned_on,
        compared.starts_on, compared.ends_on, compared.place, compared.difference, compared.low, compared.high, compared.first_received_on
    from {{ ref('int_outcomes__moved') }} as moved
    left join {{ ref('int_contributions__pathways') }} as pathways
        on
            moved.organisation_id = pathways.organisation_id and moved.series_id = pathways.series_id
            and moved.period = pathways.period
    left join {{ ref('int_contributions__compared') }} as compared
        on
            moved.organisation_id = compared.organisation_id and moved.series_id = compared.series_id
            and moved.period = compared.period
    {% for role in ['beside', 'exposure', 'tracked', 'heard'] %}
    left join {{ ref('int_contributions__figures') }} as {{ role }}
        on
            moved.organisation_id = {{ role }}.organisation_id and moved.series_id = {{ role }}.series_id
            and moved.period = {{ role }}.period and {{ role }}.role = '{{ role }}'
    {% endfor %}
),

weighed as (
    select
        *,
        coalesce(beside_state = 'measured', false) as has_both,
        written_on is not null as has_pathway,
        coalesce(is_written_before, false) as is_beforehand,
        coalesce(lag_months >= 0, false) as is_lag_declared,
        coalesce(movement = expected_direction, false) as is_as_expected,
        coalesce(exposure >= exposure_min, false) as is_exposed, -- an unknown exposure is not enough
        coalesce(tracked > 0, false) as has_actions,
        coalesce(heard > 0, false) as has_heard,
        coalesce(explanations >= 2, false) as is_explained,
        comparison_id is not null as has_comparison
    from known
)

select
    *,
    case
        when has_comparison then 3
        when not has_both then null
        when not (is_beforehand and is_lag_declared and is_as_expected and is_exposed) then 0
        when (has_actions or has_heard) and is_explained then 2
        else 1
    end as grade
from weighed
