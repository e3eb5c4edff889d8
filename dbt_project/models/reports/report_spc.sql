-- One row per series with a control chart and point of it: the value, its limits, and whether it is signal or noise.
with judged as (select * from {{ ref('int_spc__judged') }}),

-- what still gathers would look like a fall: it is listed, and not judged
united as (
    select series_id, period, value, target, comparator, counts, true as is_judged
    from judged
    union all
    select series_id, period, value, target, comparator, counts, false as is_judged
    from {{ ref('int_spc__values') }}
    where is_taken and status = 'provisional' and series_id in (select series_id from judged)
),

followed as (
    select
        *,
        max(case when is_judged then period end) over (
            partition by series_id order by period rows between unbounded preceding and current row
        ) as limits_from
    from united
),

-- a point has its own limits; one not judged has those of the point before it, if it counts the same
joined as (
    select
        series.*, followed.period, followed.value, followed.target, followed.comparator, followed.is_judged,
        case when followed.is_judged or followed.counts = limits.counts then limits.rebase_group end as rebase_group,
        case when followed.is_judged or followed.counts = limits.counts then limits.mean end as mean,
        case when followed.is_judged or followed.counts = limits.counts then limits.lpl end as lpl,
        case when followed.is_judged or followed.counts = limits.counts then limits.upl end as upl,
        {% for column in ['group_reason', 'in_limit_calc', 'relative_to_mean', 'outside_limits', 'close_to_limits', 'rule_astronomical', 'rule_trend', 'rule_two_in_three', 'rule_shift', 'special_cause_type', 'point_type', 'short_group_warning', 'gap_before', 'variation_icon'] %}
        case when followed.is_judged then limits.{{ column }} end as {{ column }},
        {% endfor %}
        -- without limits nothing is known of what chance allows, so no target is hit and miss either
        case when followed.is_judged and limits.upl is not null then limits.assurance_type end as assurance_type
    from followed
    inner join {{ ref('int_spc__series') }} as series on followed.series_id = series.series_id
    left join judged as limits on followed.series_id = limits.series_id and followed.limits_from = limits.period
)

select
    organisation_id, subject_kind, subject_id, slice_kind, slice, period,
    cast(value as double) as value,
    cast(target as double) as target,
    improvement_direction,
    case when is_judged then 'final' else 'provisional' end as status,
    is_judged,
    cast(rebase_group as integer) as rebase_group,
    group_reason,
    cast(in_limit_calc as integer) as in_limit_calc,
    cast(mean as double) as mean,
    cast(lpl as double) as lpl,
    cast(upl as double) as upl,
    {% for column in ['relative_to_mean', 'outside_limits', 'close_to_limits', 'rule_astronomical', 'rule_trend', 'rule_two_in_three', 'rule_shift'] %}
    cast({{ column }} as integer) as {{ column }},
    {% endfor %}
    special_cause_type, point_type,
    cast(short_group_warning as integer) as short_group_warning,
    cast(gap_before as integer) as gap_before,
    variation_icon, assurance_type,
    concat_ws(
        ' ',
        called || ', ' || {{ spc_when('period') }} || ': ' || {{ spc_value('value') }} || '.',
        coalesce({{ spc_finding() }}, 'Provisional: it still gathers, so it is not judged.'),
        {{ spc_limits() }},
        {{ spc_trial() }},
        'There is no figure for ' || case when gap_before > 0 then {{ spc_gap() }} end || ' before it.',
        group_reason
    ) as words
from joined
order by organisation_id, subject_kind, subject_id, slice_kind, slice, period
