{# Everything one engine says differently from another: DuckDB here, Spark beside it. Nothing engine-specific lives elsewhere. #}

{% macro in_utc(column) %}{{ return(adapter.dispatch('in_utc')(column)) }}{% endmacro %}
{% macro duckdb__in_utc(column) %}({{ column }} at time zone 'UTC'){% endmacro %}
{% macro spark__in_utc(column) %}to_utc_timestamp({{ column }}, current_timezone()){% endmacro %}

{# A UTC time as the clock on the wall in London showed it. #}
{% macro in_london(utc_time) %}{{ return(adapter.dispatch('in_london')(utc_time)) }}{% endmacro %}
{% macro duckdb__in_london(utc_time) %}(({{ utc_time }} at time zone 'UTC') at time zone 'Europe/London'){% endmacro %}
{% macro spark__in_london(utc_time) %}from_utc_timestamp({{ utc_time }}, 'Europe/London'){% endmacro %}

{# One row a day or month, first and last included, as a column named `day`. #}
{% macro days_between(first, last, step='1 day') %}{{ return(adapter.dispatch('days_between')(first, last, step)) }}{% endmacro %}
{% macro duckdb__days_between(first, last, step) %}cast(unnest(generate_series({{ first }}, {{ last }}, interval '{{ step }}')) as date) as day{% endmacro %}
{% macro spark__days_between(first, last, step) %}explode(sequence({{ first }}, {{ last }}, interval {{ step }})) as day{% endmacro %}

{% macro each_of(list_column) %}{{ return(adapter.dispatch('each_of')(list_column)) }}{% endmacro %}
{% macro duckdb__each_of(list_column) %}unnest({{ list_column }}){% endmacro %}
{% macro spark__each_of(list_column) %}explode({{ list_column }}){% endmacro %}

{% macro matches(text, pattern) %}{{ return(adapter.dispatch('matches')(text, pattern)) }}{% endmacro %}
{% macro duckdb__matches(text, pattern) %}regexp_matches({{ text }}, '{{ pattern }}'){% endmacro %}
{% macro spark__matches(text, pattern) %}({{ text }} rlike '{{ pattern | replace("\\", "\\\\") }}'){% endmacro %}

{% macro joined(list_column, separator) %}{{ return(adapter.dispatch('joined')(list_column, separator)) }}{% endmacro %}
{% macro duckdb__joined(list_column, separator) %}array_to_string({{ list_column }}, '{{ separator }}'){% endmacro %}
{% macro spark__joined(list_column, separator) %}array_join({{ list_column }}, '{{ separator }}'){% endmacro %}

{% macro stripped(text, pattern) %}{{ return(adapter.dispatch('stripped')(text, pattern)) }}{% endmacro %}
{% macro duckdb__stripped(text, pattern) %}regexp_replace({{ text }}, '{{ pattern }}', '', 'g'){% endmacro %}
{% macro spark__stripped(text, pattern) %}regexp_replace({{ text }}, '{{ pattern | replace("\\", "\\\\") }}', ''){% endmacro %}

{% macro list_agg(column, separator, order) %}{{ return(adapter.dispatch('list_agg')(column, separator, order)) }}{% endmacro %}
{% macro duckdb__list_agg(column, separator, order) %}string_agg(distinct {{ column }}, '{{ separator }}' order by {{ order }}){% endmacro %}
{% macro spark__list_agg(column, separator, order) %}array_join(array_sort(collect_set({{ column }})), '{{ separator }}'){% endmacro %}

{# A whole number with thousands separators, as a person writes it. #}
{% macro whole(number) %}{{ return(adapter.dispatch('whole')(number)) }}{% endmacro %}
{% macro duckdb__whole(number) %}format('{:,}', cast(round({{ number }}) as bigint)){% endmacro %}
{% macro spark__whole(number) %}format_number({{ number }}, 0){% endmacro %}

{% macro seconds_between(early, late) %}{{ return(adapter.dispatch('seconds_between')(early, late)) }}{% endmacro %}
{% macro duckdb__seconds_between(early, late) %}date_diff('second', {{ early }}, {{ late }}){% endmacro %}
{% macro spark__seconds_between(early, late) %}(unix_timestamp({{ late }}) - unix_timestamp({{ early }})){% endmacro %}

{# Hours, to the microsecond. #}
{% macro hours_between(early, late) %}{{ return(adapter.dispatch('hours_between')(early, late)) }}{% endmacro %}
{% macro duckdb__hours_between(early, late) %}((epoch_us({{ late }}) - epoch_us({{ early }})) / 3600000000.0){% endmacro %}
{% macro spark__hours_between(early, late) %}(cast(unix_micros({{ late }}) - unix_micros({{ early }}) as double) / 3600000000){% endmacro %}

{# The value that a share of the values lie below, between two of them in proportion; NULLs are left out. #}
{% macro percentile(column, share) %}{{ return(adapter.dispatch('percentile')(column, share)) }}{% endmacro %}
{% macro duckdb__percentile(column, share) %}quantile_cont(cast({{ column }} as double), {{ share }}){% endmacro %}
{% macro spark__percentile(column, share) %}percentile(cast({{ column }} as double), {{ share }}){% endmacro %}

{% macro days_apart(early, late) %}{{ return(adapter.dispatch('days_apart')(early, late)) }}{% endmacro %}
{% macro duckdb__days_apart(early, late) %}date_diff('day', {{ early }}, {{ late }}){% endmacro %}
{% macro spark__days_apart(early, late) %}datediff({{ late }}, {{ early }}){% endmacro %}

{% macro plus(day, number, unit) %}{{ return(adapter.dispatch('plus')(day, number, unit)) }}{% endmacro %}
{% macro duckdb__plus(day, number, unit) %}cast({{ day }} + ({{ number }}) * interval '1 {{ unit }}' as date){% endmacro %}
{% macro spark__plus(day, number, unit) %}{% if unit == 'month' %}add_months({{ day }}, {{ number }}){% else %}date_add({{ day }}, {{ number }}){% endif %}{% endmacro %}

{# Sunday 1 ... Saturday 7. #}
{% macro weekday(day) %}{{ return(adapter.dispatch('weekday')(day)) }}{% endmacro %}
{% macro duckdb__weekday(day) %}(dayofweek({{ day }}) + 1){% endmacro %}
{% macro spark__weekday(day) %}dayofweek({{ day }}){% endmacro %}

{% macro month_name(day) %}{{ return(adapter.dispatch('month_name')(day)) }}{% endmacro %}
{% macro duckdb__month_name(day) %}strftime({{ day }}, '%B %Y'){% endmacro %}
{% macro spark__month_name(day) %}date_format({{ day }}, 'MMMM yyyy'){% endmacro %}

{% macro day_name(day) %}{{ return(adapter.dispatch('day_name')(day)) }}{% endmacro %}
{% macro duckdb__day_name(day) %}strftime({{ day }}, '%-d %B %Y'){% endmacro %}
{% macro spark__day_name(day) %}date_format({{ day }}, 'd MMMM yyyy'){% endmacro %}

{% macro one_decimal(number) %}cast(cast(round({{ number }}, 1) as decimal(18, 1)) as {{ dbt.type_string() }}){% endmacro %}

{# What a register's row says in one cell; NULL when the cell is empty. `cells` is a map of texts. #}
{% macro cell_of(column) %}{{ return(adapter.dispatch('cell_of')(column)) }}{% endmacro %}
{% macro duckdb__cell_of(column) %}cells['{{ column }}']{% endmacro %}
{% macro spark__cell_of(column) %}element_at(cells, '{{ column }}'){% endmacro %}

{# Every stretch of text that fits the pattern, replaced. #}
{% macro swapped(text, pattern, by) %}{{ return(adapter.dispatch('swapped')(text, pattern, by)) }}{% endmacro %}
{% macro duckdb__swapped(text, pattern, by) %}regexp_replace({{ text }}, '{{ pattern }}', '{{ by }}', 'g'){% endmacro %}
{% macro spark__swapped(text, pattern, by) %}regexp_replace({{ text }}, '{{ pattern | replace("\\", "\\\\") }}', '{{ by }}'){% endmacro %}

{# Does the text fit a pattern that stands in a column? #}
{% macro fits(text, pattern_column) %}{{ return(adapter.dispatch('fits')(text, pattern_column)) }}{% endmacro %}
{% macro duckdb__fits(text, pattern_column) %}regexp_matches({{ text }}, {{ pattern_column }}){% endmacro %}
{% macro spark__fits(text, pattern_column) %}({{ text }} rlike {{ pattern_column }}){% endmacro %}

{# Ends the query with a message. #}
{% macro stop_query(message) %}{{ return(adapter.dispatch('stop_query')(message)) }}{% endmacro %}
{% macro duckdb__stop_query(message) %}error({{ message }}){% endmacro %}
{% macro spark__stop_query(message) %}raise_error({{ message }}){% endmacro %}
