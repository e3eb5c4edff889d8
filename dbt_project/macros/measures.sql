{# First day of the London month a UTC time falls in. #}
{% macro month_of(utc_time) %}cast(date_trunc('month', {{ in_london(utc_time) }}) as date){% endmacro %}

{# The day a UTC time falls on in London. #}
{% macro day_of(utc_time) %}cast({{ in_london(utc_time) }} as date){% endmacro %}

{# Turn counted columns into measure rows: (organisation_id, period, slice_kind, slice, measure, value, coverage).
   `relation` has organisation_id, period, slice_kind, slice, coverage and a column a measure. #}
{% macro as_measures(relation, measures) %}
{% for measure in measures %}
select organisation_id, period, slice_kind, slice, '{{ measure }}' as measure, cast({{ measure }} as double) as value, cast(coverage as double) as coverage
from {{ relation }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
{% endmacro %}

{# Count rows of `relation` once for the organisation and once for each platform: shares of acts and of questions may be
   added over platforms (they are our acts, not people); reach and followers never are. #}
{% macro by_slice(relation, period, counts) %}
select organisation_id, {{ period }} as period, 'organisation' as slice_kind, organisation_id as slice, cast(null as double) as coverage,
    {{ counts | join(',\n    ') }}
from {{ relation }}
group by organisation_id, {{ period }}
union all
select organisation_id, {{ period }} as period, 'platform' as slice_kind, platform as slice, cast(null as double) as coverage,
    {{ counts | join(',\n    ') }}
from {{ relation }}
group by organisation_id, {{ period }}, platform
{% endmacro %}

{# Monitored seconds on the clock of `calendar` (a row of int_calendar) up to a London time: every working day adds
   closes_hour - opens_hour hours, so the difference of two such clocks is the time somebody was there to answer. #}
{% macro monitored_seconds(calendar, local_time) %}
{{ calendar }}.working_days_before * (closes_hour - opens_hour) * 3600
+ {{ calendar }}.is_working_day * (
    least(
        greatest(
            extract(hour from {{ local_time }}) * 3600 + extract(minute from {{ local_time }}) * 60
            + floor(extract(second from {{ local_time }})),
            opens_hour * 3600
        ),
        closes_hour * 3600
    ) - opens_hour * 3600
)
{% endmacro %}

{# A reason as a sentence: one full stop, however the source ended it. #}
{% macro sentence(words) %}rtrim({{ words }}, '. ') || '.'{% endmacro %}

{# One column of a register, typed. Registers are checked when they are read, so a cast cannot fail. #}
{% macro cell(column, type=none) %}{% if type %}cast({{ cell_of(column) }} as {{ type }}){% else %}{{ cell_of(column) }}{% endif %} as {{ column }}{% endmacro %}
