{# What may be said of a control chart: that it moved by chance or by more than chance, never why. After the NHS's Making Data Count; the
   sentences are ours. The macros read columns of report_spc's and report_spc_series' last CTEs. #}

{# A value as a board reads it, 46.9%, and small ones to two decimals. #}
{% macro spc_value(number) -%}
{{ short(number, 'abs(' ~ number ~ ') < 1') }} || case unit
    when 'percent' then '%' when 'count' then '' when 'index' then '' when 'per 1000' then ' for every 1,000' else ' ' || unit
end
{%- endmacro %}

{# How far apart the figures are, as a word for one of them: monthly. #}
{% macro spc_rhythm() -%}
case months_apart
    when 1 then 'monthly' when 3 then 'quarterly' when 6 then 'half-yearly' when 12 then 'yearly'
    else {{ whole('months_apart') }} || '-monthly'
end
{%- endmacro %}

{# A stretch without a figure before a point, in words: July 2026, or July 2026 to September 2026. #}
{% macro spc_gap() -%}
case
    when gap_before = 1 then {{ month_name(plus('period', '-months_apart', 'month')) }}
    else {{ month_name(plus('period', '-months_apart * gap_before', 'month')) }} || ' to ' || {{ month_name(plus('period', '-months_apart', 'month')) }}
end
{%- endmacro %}

{# The rule that fired, as it can be seen in the chart. #}
{% macro spc_rule() -%}
{% set rules = xmr_rules(var('spc_rules')) -%}
{% set counted = {5: 'five', 6: 'six', 7: 'seven', 8: 'eight', 9: 'nine'} -%}
case
    when special_cause_type = 'Above UCL' then 'above the upper limit of ' || {{ spc_value('upl') }}
    when special_cause_type = 'Below LCL' then 'below the lower limit of ' || {{ spc_value('lpl') }}
    when special_cause_type like '%(Increasing)' then 'among {{ counted.get(rules.trend, rules.trend) }} {rhythm} figures or more in a row that rise'
    when special_cause_type like '%(Decreasing)' then 'among {{ counted.get(rules.trend, rules.trend) }} {rhythm} figures or more in a row that fall'
    when special_cause_type = '2 in 3 Above CL' then 'one of two in three {rhythm} figures close to the upper limit of ' || {{ spc_value('upl') }}
    when special_cause_type = '2 in 3 Below CL' then 'one of two in three {rhythm} figures close to the lower limit of ' || {{ spc_value('lpl') }}
    when special_cause_type like '%Above CL' then 'among {{ counted.get(rules.shift, rules.shift) }} {rhythm} figures or more in a row above the average of ' || {{ spc_value('mean') }}
    when special_cause_type like '%Below CL' then 'among {{ counted.get(rules.shift, rules.shift) }} {rhythm} figures or more in a row below the average of ' || {{ spc_value('mean') }}
end
{%- endmacro %}

{# What a point says, with the rule it says it by. NULL: it was not judged. #}
{% macro spc_finding() -%}
case
    when point_type = 'common_cause' then 'No significant change.'
    else case point_type
        when 'special_cause_improvement' then 'Special cause variation of an improving nature, '
        when 'special_cause_concern' then 'Special cause variation of a concerning nature, '
        else 'Special cause variation where neither way is good or bad, '
    end || case
        when special_cause_type like '%Above%' or special_cause_type like '%Increasing%' then 'high' else 'low'
    end || ' values: ' || replace({{ spc_rule() }}, '{rhythm}', {{ spc_rhythm() }}) || '.'
end
{%- endmacro %}

{# Whether the target can be expected to be met. Limits are what chance allows, so without them nothing is expected. #}
{% macro spc_assurance() -%}
case
    when target is null and improvement_direction = 'neutral' then 'It has no target: neither way is good or bad.'
    when target is null then 'It has no target.'
    when upl is null then 'Whether it meets the target of ' || {{ spc_target() }} || ' cannot be told: all its figures are the same, so it has no limits.'
    when assurance_type = 'consistent_pass' then 'Capable: expected to meet the target of ' || {{ spc_target() }} || ' every time.'
    when assurance_type = 'consistent_fail' then 'Not capable: expected to keep missing the target of ' || {{ spc_target() }} || ' unless the process is changed.'
    else 'It will hit and miss the target of ' || {{ spc_target() }} || ' by chance.'
end
{%- endmacro %}

{% macro spc_target() -%}
coalesce(comparator || ' ', '') || {{ spc_value('target') }}
{%- endmacro %}

{# The average and what chance allows around it. #}
{% macro spc_limits() -%}
'Average ' || {{ spc_value('mean') }} || coalesce(', ' || case when short_group_warning = 1 then 'trial limits ' else 'limits ' end
|| {{ spc_value('lpl') }} || ' to ' || {{ spc_value('upl') }}, ', no limits') || '.'
{%- endmacro %}

{# The time a figure speaks of. #}
{% macro spc_when(day) -%}
case
    when months_apart = 1 then {{ month_name(day) }}
    when subject_kind = 'outcome' then 'the quarter from ' || {{ month_name(day) }}
    else 'the ' || {{ whole('months_apart') }} || ' months to ' || {{ month_name(day) }}
end
{%- endmacro %}

{# Why not every month is a point. #}
{% macro spc_apart() -%}
'Each figure counts ' || {{ whole('months_apart') }} || ' months, so only figures ' || {{ whole('months_apart') }}
|| ' months apart are set side by side: those between share what they count.'
{%- endmacro %}

{# How many points there are, as the beginning of a sentence. #}
{% macro spc_count(number) -%}
case when {{ number }} = 0 then 'There is no final figure' when {{ number }} = 1 then 'There is 1 final figure' else 'There are ' || {{ whole(number) }} || ' final figures' end
{%- endmacro %}

{# Limits of few points are no more than a trial. #}
{% macro spc_trial() -%}
case
    when short_group_warning = 1 and upl is null then 'Fewer than 13 points.'
    when short_group_warning = 1 then 'Trial limits: fewer than 13 points.'
end
{%- endmacro %}
