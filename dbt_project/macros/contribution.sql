{# What may be said of an outcome beside our work, grade by grade. The limits are those of contribution analysis: side by side
   is not because of, other things always act too, and only a comparison planned beforehand measures a size. A fall is told in
   the words of a rise. The macros read columns of int_contributions__graded. #}

{# A number as it was recorded, up to four decimals. #}
{% macro plain_number(number) -%}
case when {{ number }} = round({{ number }}) then {{ whole(number) }}
else {{ stripped('cast(cast(' ~ number ~ ' as decimal(18, 4)) as ' ~ dbt.type_string() ~ ')', '[.]?0+$') }} end
{%- endmacro %}

{% macro in_unit(number, unit) -%}
{{ plain_number(number) }} || case {{ unit }} when 'percent' then '%' when 'count' then '' else ' ' || {{ unit }} end
{%- endmacro %}

{# Where a series stood and where it stands, or why there is nothing to set it against. Ends without a stop. #}
{% macro how_it_moved() -%}
coalesce(nullif(trim(name), ''), series_id) || case
    when moved_from is null
        then ' stood at ' || {{ in_unit('moved_to', 'unit') }} || ' in ' || {{ dated_value('period', 'status') }}
            || ', with nothing to compare it with: ' || coalesce(nothing_to_compare, 'no earlier value is recorded')
    when moved_from = moved_to
        then ' stayed at ' || {{ in_unit('moved_to', 'unit') }} || ' (' || {{ dated_value('period_before', 'status_before') }}
            || ' and ' || {{ dated_value('period', 'status') }} || ')'
    else ' moved from ' || {{ in_unit('moved_from', 'unit') }} || ' (' || {{ dated_value('period_before', 'status_before') }}
        || ') to ' || {{ in_unit('moved_to', 'unit') }} || ' (' || {{ dated_value('period', 'status') }} || ')'
end
{%- endmacro %}

{% macro dated_value(period, status) -%}
{{ month_name(period) }} || case when {{ status }} = 'provisional' then ', provisional' else '' end
{%- endmacro %}

{% macro side_by_side() -%}
'In ' || {{ dated_value('period', 'beside_status') }} || coalesce(', ' || beside_of, '') || ': ' || {{ sentence("coalesce(beside_words, kpi_name)") }} || ' Over the same time ' || {{ how_it_moved() }} || '.'
{%- endmacro %}

{# No grade: there is nothing of ours to set beside it. #}
{% macro sentence_of_no_grade() -%}
{{ how_it_moved() }} || '. There is no social measure to set beside it: '
|| {{ sentence("coalesce(beside_reason, 'none is named for this series')") }}
{%- endmacro %}

{% macro sentence_of_grade_0() -%}
{{ side_by_side() }} || ' We cannot say whether the one had any bearing on the other.'
{%- endmacro %}

{% macro sentence_of_grade_1() -%}
{{ side_by_side() }} || ' This is what we wrote on ' || {{ day_name('written_on') }} || ' that we would expect to see if the work helped.'
|| {{ what_else_acted() }}
{%- endmacro %}

{% macro what_else_acted() -%}
case
    when other_words is null then ' Other things act on it too, and none of them has been written down.'
    else ' Other things changed as well: ' || {{ sentence('other_words') }}
end
{%- endmacro %}

{# At least so many came straight from the work: actions we could follow, else people who said so when asked. #}
{% macro sentence_of_grade_2() -%}
{{ side_by_side() }} || ' The work is likely to have contributed: at least ' || case
    when has_actions then {{ whole('tracked') }} || case when tracked = 1 then ' action' else ' actions' end || ' came directly from it'
    else {{ whole('heard') }} || ' of the people asked named our channels or a community we support'
end || '. How large its part was in all is not known.' || {{ what_else_acted() }}
{%- endmacro %}

{% macro sentence_of_grade_3() -%}
{{ how_it_moved() }} || '. In a comparison planned beforehand (' || design || '; ' || place || '; ' || {{ day_name('starts_on') }} || ' to '
|| {{ day_name('ends_on') }} || ') it was ' || {{ how_far_apart('difference') }} || ', set against those it was compared with (95% interval from ' || {{ how_far_apart('low') }}
|| ' to ' || {{ how_far_apart('high') }} || ').' || case
    when low <= 0 and high >= 0 then ' The interval includes no difference at all, so this comparison does not settle whether there was one.'
    else ''
end || ' It speaks of that place and that time and of no other.'
{%- endmacro %}

{# A difference in words: 2.1 percentage points higher. #}
{% macro how_far_apart(number) -%}
case
    when {{ number }} = 0 then 'no different'
    else {{ plain_number('abs(' ~ number ~ ')') }} || case unit when 'percent' then ' percentage points' when 'count' then '' else ' ' || unit end
        || case when {{ number }} > 0 then ' higher' else ' lower' end
end
{%- endmacro %}

{# The sentence the grade allows, and no other. #}
{% macro contribution_sentence() -%}
case
    when grade is null then {{ sentence_of_no_grade() }}
    {% for grade in [0, 1, 2, 3] %}
    when grade = {{ grade }} then {{ context['sentence_of_grade_' ~ grade]() }}
    {% endfor %}
end
{%- endmacro %}

{# What the next grade asks for and does not find, as a list. A comparison that does not count is told of at every grade. #}
{% macro lacking() -%}
concat_ws(
    '; ',
    case when grade is null then 'a social measure to set beside it' end,
    case when grade = 0 then {{ lacking_for_consistent() }} end,
    case when grade = 1 and not (has_actions or has_heard) then 'no action was tracked to the work and nobody who was asked named it' end,
    case
        when grade = 1 and not is_explained
            then 'two other explanations have to be checked, and ' || {{ whole('explanations') }} || case when explanations = 1 then ' was' else ' were' end
    end,
    case when grade = 2 and shortfalls is null then 'no comparison was planned beforehand for this series and month' end,
    shortfalls
)
{%- endmacro %}

{% macro lacking_for_consistent() -%}
concat_ws(
    '; ',
    case when not has_pathway then 'no pathway was written for this series' end,
    case
        when has_pathway and not is_beforehand
            then 'the pathway was written on ' || {{ day_name('written_on') }} || ' and not before what the value speaks of began, on ' || {{ day_name('begins_on') }}
    end,
    case when has_pathway and not is_lag_declared then 'no lag was declared with the pathway' end,
    case
        when movement is null then 'there is nothing to compare it with: ' || coalesce(nothing_to_compare, 'no earlier value is recorded')
        when movement = 'none' then 'it did not move'
        when has_pathway and not is_as_expected then 'it went ' || movement || ', and the pathway expected ' || coalesce(expected_direction, 'no direction')
    end,
    case
        when has_pathway and exposure is null then 'exposure is not known: ' || coalesce(exposure_reason, 'no measure of it was declared')
        when has_pathway and exposure_min is null then 'how much exposure is enough was not declared'
        when has_pathway and not is_exposed
            then 'exposure in ' || {{ month_name('exposure_period') }} || ' was ' || {{ plain_number('exposure') }} || ', and enough is ' || {{ plain_number('exposure_min') }}
    end
)
{%- endmacro %}

{# What the grade rests on, for whoever asks to see it. #}
{% macro evidence_words() -%}
concat_ws(
    '; ',
    case when has_both then 'beside it: ' || kpi_name || ', ' || {{ month_name('period') }} end,
    case when has_pathway then 'pathway of ' || {{ day_name('written_on') }} || ', lag in months: ' || coalesce({{ whole('lag_months') }}, 'not declared') end,
    case
        when exposure is not null
            then 'exposure in ' || {{ month_name('exposure_period') }} || ': ' || {{ plain_number('exposure') }} || ' (' || exposure_name || ')'
    end,
    case when tracked is not null then 'tracked: ' || {{ plain_number('tracked') }} || ' (' || tracked_name || ')' end,
    case when heard is not null then 'named our channels when asked: ' || {{ plain_number('heard') }} end,
    case when explanations > 0 then 'other explanations checked: ' || explanation_words end,
    case
        when has_comparison
            then
                'comparison ' || comparison_id || ', planned on ' || {{ day_name('planned_on') }} || ', first received here on ' || {{ day_name('first_received_on') }}
                || case when comparisons_that_count > 1 then ', the first planned of ' || {{ whole('comparisons_that_count') }} else '' end
    end,
    'value published on ' || {{ day_name('as_at') }}
)
{%- endmacro %}
