{# Signal or noise: an XmR chart of every series of a relation, as a select of one row a point.

   `relation` is whatever can stand after FROM, with: series_id, period (date), value, target, improvement_direction (increase, decrease,
   neutral), rebase (1 or true where a new group begins), fix_after_n_points (the limits of a group are of its first n; NULL: of all),
   screen_outliers (NULL: as the rule set has it). `rules` is a name or a set of macros/xmr_rules.sql; `shift` and `trend` change its run
   lengths; `months_apart` is how far apart periods are due, a number or a column.

   A row without a value is no point: it is counted in nulls_dropped, leaves a gap_before, and hands its rebase to the next point. The icons
   stand on the last point of a series, and assurance is of its target and its group's limits. Two rows of one period, a direction that is
   none, and limits of fewer than 12 points stop the query. Equal means equal to 12 digits: a mean of floats is seldom exact. #}
{% macro xmr(relation, rules='nhsrplotthedots', months_apart='1', shift=none, trend=none) %}
{%- set rules = xmr_rules(rules, shift, trend) -%}
{%- set in_series = 'partition by series_id order by period' -%}
{%- set in_group = 'partition by series_id, rebases order by period' -%}
{%- set in_run = 'partition by group_number order by place' -%}
{%- set two_sigma = 'sigmas >= 2' if rules.two_in_three == 'beyond' else 'sigmas = 2' -%}
{%- set signals = ['astronomical', 'trend', 'two_in_three', 'shift'] -%}
-- rows without a value are still here: their rebase counts, and so do they
with xmr_rows as (
    select
        series_id, period, cast(value as double) as value, cast(target as double) as target, improvement_direction, fix_after_n_points,
        screen_outliers, {{ months_apart }} as months_apart,
        lag(period) over ({{ in_series }}) as row_before,
        count(*) over (partition by series_id) - count(value) over (partition by series_id) as nulls_dropped,
        sum(case when cast(rebase as boolean) then 1 else 0 end) over ({{ in_series }} rows between unbounded preceding and current row) as rebases
    from {{ relation }} as xmr_given
),

-- refused in a filter, so that no engine can leave it out; nothing below reaches across a rebase
xmr_placed as (
    select
        *,
        row_number() over ({{ in_group }}) as place,
        lag(value) over ({{ in_group }}) as value_before,
        lag(period) over ({{ in_group }}) as point_before
    from xmr_rows
    where
        case
            when period = row_before then {{ stop_query("'SPC: series ' || series_id || ' has more than one row for ' || cast(period as " ~ dbt.type_string() ~ ")") }}
            when coalesce(improvement_direction, '') not in ('increase', 'decrease', 'neutral')
                then {{ stop_query("'SPC: series ' || series_id || ' has no direction: increase, decrease or neutral, not ' || coalesce(improvement_direction, 'NULL')") }}
            when fix_after_n_points < 12
                then {{ stop_query("'SPC: series ' || series_id || ' would have limits of ' || fix_after_n_points || ' points; 12 are the least'") }}
            else value is not null
        end
),

xmr_points as (
    select
        *,
        {{ one_if('place <= coalesce(fix_after_n_points, place)') }} as in_limit_calc,
        case when place <= coalesce(fix_after_n_points, place) then abs(value - value_before) end as moving_range,
        {{ xmr_side('value', 'value_before', ['value', 'value_before']) }} as step
    from xmr_placed
),

xmr_groups as (
    select
        series_id, rebases,
        count(*) as points,
        max(period) as last_period,
        avg(case when in_limit_calc = 1 then value end) as mean,
        max(case when in_limit_calc = 1 then abs(value) end) as largest,
        avg(moving_range) as mean_range
    from xmr_points
    group by series_id, rebases
),

-- screened once and not again; where no moving range is left there are no limits
xmr_reach as (
    select
        xmr_points.series_id, xmr_points.rebases,
        2.66e0 * avg(case
            when not coalesce(cast(screen_outliers as boolean), {{ rules.screen | lower }}) then moving_range
            when {{ xmr_side('moving_range', '3.267e0 * mean_range', ['moving_range', 'mean_range']) }} = -1 then moving_range
        end) as reach
    from xmr_points
    inner join xmr_groups on xmr_points.series_id = xmr_groups.series_id and xmr_points.rebases = xmr_groups.rebases
    group by xmr_points.series_id, xmr_points.rebases
),

-- two rebases with no point between them begin one group, so groups are numbered anew; group_number is quick to sort by
xmr_limits as (
    select
        xmr_groups.series_id, xmr_groups.rebases, points, mean, largest,
        case when points >= {{ rules.limits_from }} then reach end as reach,
        row_number() over (order by xmr_groups.series_id, xmr_groups.rebases) as group_number,
        row_number() over (partition by xmr_groups.series_id order by xmr_groups.rebases)
        - case when min(xmr_groups.rebases) over (partition by xmr_groups.series_id) = 0 then 1 else 0 end as rebase_group,
        lag(last_period) over (partition by xmr_groups.series_id order by xmr_groups.rebases) as group_before,
        max(last_period) over (partition by xmr_groups.series_id) as last_of_series
    from xmr_groups
    inner join xmr_reach on xmr_groups.series_id = xmr_reach.series_id and xmr_groups.rebases = xmr_reach.rebases
),

-- how many sigmas a point stands from the mean: 3 outside the limits, 2 near one, 1 neither; on a line is inside it
xmr_sides as (
    select
        xmr_points.series_id, period, value, target, improvement_direction, fix_after_n_points, screen_outliers, place, in_limit_calc, nulls_dropped, step,
        points, mean, largest, reach, group_number, rebase_group,
        case when place = 1 and xmr_points.rebases > 0 then 1 else 0 end as rebase,
        period = last_of_series as is_last,
        floor({{ xmr_months('coalesce(point_before, group_before)', 'period') }} / months_apart) - 1 as gap,
        {{ xmr_side('value', 'mean', ['value', 'largest']) }} as side,
        case
            when {{ xmr_side('value', 'mean + reach', ['value', 'largest']) }} = 1 or {{ xmr_side('value', 'mean - reach', ['value', 'largest']) }} = -1 then 3
            when {{ xmr_side('value', 'mean + 2 * reach / 3', ['value', 'largest']) }} = 1 or {{ xmr_side('value', 'mean - 2 * reach / 3', ['value', 'largest']) }} = -1 then 2
            else 1
        end as sigmas
    from xmr_points
    inner join xmr_limits on xmr_points.series_id = xmr_limits.series_id and xmr_points.rebases = xmr_limits.rebases
),

-- the last point of every run that is long enough; a frame cut short by the end of its group cannot sum to that much
xmr_ends as (
    select
        *,
        {{ one_if('abs(sum(side) over (' ~ in_run ~ ' rows between ' ~ (rules.shift - 1) ~ ' preceding and current row)) = ' ~ rules.shift) }} as ends_shift,
        {{ one_if('abs(sum(step) over (' ~ in_run ~ ' rows between ' ~ (rules.trend - 2) ~ ' preceding and current row)) = ' ~ (rules.trend - 1)) }} as ends_trend,
        {{ one_if(
            'sum(' ~ one_if(two_sigma) ~ ') over (' ~ in_run ~ ' rows between 2 preceding and current row) >= 2'
            ~ ' and abs(sum(side) over (' ~ in_run ~ ' rows between 2 preceding and current row)) = 3'
        ) }} as ends_two_in_three
    from xmr_sides
),

-- every point of such a run is a signal. A trend goes the way of the step to the next point where that is of a trend too: where two
-- runs meet, that is the other run's way (as NHSRplotthedots has it)
xmr_runs as (
    select
        *,
        max(ends_shift) over ({{ in_run }} rows between current row and {{ rules.shift - 1 }} following) as is_shift,
        max(ends_trend) over ({{ in_run }} rows between current row and {{ rules.trend - 1 }} following) as is_trend,
        max(ends_two_in_three) over ({{ in_run }} rows between current row and 2 following) as is_among_two_in_three,
        case
            when max(ends_trend) over ({{ in_run }} rows between 1 following and {{ rules.trend }} following) = 1 then lead(step) over ({{ in_run }})
            else step
        end as trend_step
    from xmr_ends
),

-- which way each rule points: up 1, down -1, no signal 0
xmr_ways as (
    select
        *,
        case when sigmas = 3 then side else 0 end as astronomical,
        case when is_trend = 0 then 0 when trend_step = 1 then 1 else -1 end as trend,
        case when {{ two_sigma }} and is_among_two_in_three = 1 then side else 0 end as two_in_three,
        case when is_shift = 1 then side else 0 end as shift,
        case improvement_direction when 'increase' then 1 when 'decrease' then -1 end as good
    from xmr_runs
),

-- of several rules the first in this order
xmr_told as (
    select
        *,
        case
            {%- if rules.shows == 'improvement' %}
            {%- for rule in signals %}
            when {{ rule }} = good then '{{ rule }}'
            {%- endfor %}
            {%- endif %}
            {%- for rule in signals %}
            when {{ rule }} <> 0 then '{{ rule }}'
            {%- endfor %}
        end as signal
    from xmr_ways
),

xmr_way as (
    select
        *,
        case signal{% for rule in signals %} when '{{ rule }}' then {{ rule }}{% endfor %} else 0 end as way
    from xmr_told
),

xmr_kind as (
    select
        *,
        case when way = 0 then 'common_cause' when good is null then 'neutral' when way = good then 'improvement' else 'concern' end as kind,
        case way when 1 then '_high' when -1 then '_low' else '' end as height,
        is_last and points >= {{ rules.limits_from }} as has_icons,
        {{ xmr_side('target', 'mean + reach', ['target', 'largest']) }} as target_to_upl,
        {{ xmr_side('target', 'mean - reach', ['target', 'largest']) }} as target_to_lpl
    from xmr_way
)

select
    series_id, period, value, target, improvement_direction, rebase,
    fix_after_n_points, screen_outliers, cast(rebase_group as integer) as rebase_group, in_limit_calc,
    mean, mean - reach as lpl, mean + reach as upl,
    side as relative_to_mean,
    {{ one_if('sigmas = 3') }} as outside_limits,
    {{ one_if('sigmas = 2') }} as close_to_limits,
    {%- for rule in signals %}
    abs({{ rule }}) as rule_{{ rule }},
    {%- endfor %}
    case signal
        when 'astronomical' then case way when 1 then 'Above UCL' else 'Below LCL' end
        when 'trend' then '{{ rules.trend }} Point Trend ' || case way when 1 then '(Increasing)' else '(Decreasing)' end
        when 'two_in_three' then '2 in 3 ' || case way when 1 then 'Above CL' else 'Below CL' end
        when 'shift' then '{{ rules.shift }} Points ' || case way when 1 then 'Above CL' else 'Below CL' end
        else 'Common Cause'
    end as special_cause_type,
    abs(way) as special_cause_flag,
    case kind when 'common_cause' then kind when 'neutral' then 'special_cause_neutral' || height else 'special_cause_' || kind end as point_type,
    {{ one_if('points < 13') }} as short_group_warning,
    cast(case when gap < 0 then 0 else gap end as integer) as gap_before,
    cast(nulls_dropped as integer) as nulls_dropped,
    case when has_icons then kind || height end as variation_icon,
    case
        when not has_icons or good is null or target is null then null -- with no target there is nothing to be sure of
        {%- if rules.on_limit == 'consistent' %}
        when target_to_upl = 0 and target_to_lpl = 0 then 'inconsistent' -- limits of no width, and the target on both
        when target_to_upl >= 0 then case good when 1 then 'consistent_fail' else 'consistent_pass' end
        when target_to_lpl <= 0 then case good when 1 then 'consistent_pass' else 'consistent_fail' end
        {%- else %}
        when target_to_upl = 1 then case good when 1 then 'consistent_fail' else 'consistent_pass' end
        when target_to_lpl = -1 then case good when 1 then 'consistent_pass' else 'consistent_fail' end
        {%- endif %}
        else 'inconsistent'
    end as assurance_type
from xmr_kind
{% endmacro %}

{# Which side of a number another stands: 1 above, -1 below, 0 on it, NULL when either is unknown. `sizes` are the numbers a rounding
   error may have come from: what differs by less than 12 digits of the largest does not differ. #}
{% macro xmr_side(number, line, sizes) -%}
case
            when abs({{ number }} - ({{ line }})) <= 1e-12 * greatest({% for size in sizes %}abs({{ size }}){{ ', ' if not loop.last }}{% endfor %}) then 0
            when {{ number }} > {{ line }} then 1
            when {{ number }} < {{ line }} then -1
        end
{%- endmacro %}

{% macro xmr_months(early, late) -%}
(12 * (extract(year from {{ late }}) - extract(year from {{ early }})) + extract(month from {{ late }}) - extract(month from {{ early }}))
{%- endmacro %}
