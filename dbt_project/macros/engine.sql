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

{# Distinct texts in their order, one after another; NULL where there is none. Of DuckDB's own ways the quicker: `string_agg(distinct ...)`
   sets all rows apart first. #}
{% macro list_agg(column, separator) %}{{ return(adapter.dispatch('list_agg')(column, separator)) }}{% endmacro %}
{% macro duckdb__list_agg(column, separator) %}nullif(array_to_string(list_sort(list_distinct(list({{ column }}))), '{{ separator }}'), ''){% endmacro %}
{% macro spark__list_agg(column, separator) %}nullif(array_join(array_sort(collect_set({{ column }})), '{{ separator }}'), ''){% endmacro %}

{# A whole number with thousands separators, as a person writes it. #}
{% macro whole(number) %}{{ return(adapter.dispatch('whole')(number)) }}{% endmacro %}
{% macro duckdb__whole(number) %}format('{:,}', cast(round({{ number }}) as bigint)){% endmacro %}
{% macro spark__whole(number) %}format_number(round({{ number }}), 0){% endmacro %}

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

{# The value of the row whose number is the least, also where that is NULL. #}
{% macro first_by(column, number) %}{{ return(adapter.dispatch('first_by')(column, number)) }}{% endmacro %}
{% macro duckdb__first_by(column, number) %}arg_min_null({{ column }}, {{ number }}){% endmacro %}
{% macro spark__first_by(column, number) %}min_by({{ column }}, {{ number }}){% endmacro %}

{# A text's hash, in an order that says nothing of the text: the same on every engine. #}
{% macro by_hash(text) %}{{ return(adapter.dispatch('by_hash')(text)) }}{% endmacro %}
{% macro duckdb__by_hash(text) %}md5_number({{ text }}){% endmacro %}
{% macro spark__by_hash(text) %}md5({{ text }}){% endmacro %}

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

{# A number with so many decimals, as text. A half goes away from zero, of the number times 10 or 100 as the machine has it: Spark's own
   round(1.005, 2) is 1.01, for it reads the digits a person would; DuckDB's is 1.0. #}
{% macro decimals(number, digits) %}cast(cast({{ rounded(number, digits) }} as decimal(18, {{ digits }})) as {{ dbt.type_string() }}){% endmacro %}
{% macro rounded(number, digits) %}{{ return(adapter.dispatch('rounded')(number, digits)) }}{% endmacro %}
{% macro duckdb__rounded(number, digits) %}round({{ number }}, {{ digits }}){% endmacro %}
{% macro spark__rounded(number, digits) %}(round(({{ number }}) * 1e{{ digits }}) / 1e{{ digits }}){% endmacro %}
{% macro one_decimal(number) %}{{ decimals(number, 1) }}{% endmacro %}

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

{# A number that rows with the same values have in common; others may have it too. Spark's leaves out what is NULL. #}
{% macro hashed(columns) %}{{ return(adapter.dispatch('hashed')(columns)) }}{% endmacro %}
{% macro duckdb__hashed(columns) %}hash({{ columns | join(', ') }}){% endmacro %}
{% macro spark__hashed(columns) %}xxhash64({{ columns | join(', ') }}){% endmacro %}

{# How a report is kept that can be read out of tables as it is: Spark's are gathered where they lie, a folder a table. #}
{% macro view_unless_gathered() %}{{ return(adapter.dispatch('view_unless_gathered')()) }}{% endmacro %}
{% macro duckdb__view_unless_gathered() %}{{ return('view') }}{% endmacro %}
{% macro spark__view_unless_gathered() %}{{ return('table') }}{% endmacro %}

{# Ends the query with a message. #}
{% macro stop_query(message) %}{{ return(adapter.dispatch('stop_query')(message)) }}{% endmacro %}
{% macro duckdb__stop_query(message) %}error({{ message }}){% endmacro %}
{% macro spark__stop_query(message) %}raise_error({{ message }}){% endmacro %}

{# Before a run: DuckDB has raw.* from the load. Spark reads the batches where they lie, those the checks accepted, as
   extractors/raw_files.py lists them. #}
{% macro raw_tables() %}{{ return(adapter.dispatch('raw_tables')()) }}{% endmacro %}
{% macro duckdb__raw_tables() %}{% endmacro %}
{% macro spark__raw_tables() %}
{% if execute and flags.WHICH in ('build', 'run', 'seed', 'test') %}
{% do run_query('create schema if not exists raw') %}
{% for table in run_query("select table_name, columns, place, is_batches from parquet.`" ~ env_var('LOS_HOME', '../var') ~ "/raw/tables.parquet`") %}
{% set stored = 'raw.' ~ table.table_name ~ ('_on_the_shelf' if table.is_batches else '') %}
{% do run_query('drop table if exists ' ~ stored) %}
{% do run_query(
    'create table ' ~ stored ~ ' (' ~ table['columns'] ~ ") using parquet options (path '" ~ table.place
    ~ "', recursiveFileLookup 'true', pathGlobFilter '*.parquet')"
) %}
{% if table.is_batches %}
{% do run_query(
    'create or replace view raw.' ~ table.table_name ~ ' as select shelf.* from ' ~ stored ~ " as shelf left semi join raw.batches as batches"
    ~ " on batches.table_name = '" ~ table.table_name ~ "' and shelf.platform = batches.platform"
    ~ ' and shelf.account_id = batches.account_id and shelf.batch_id = batches.batch_id'
) %}
{% endif %}
{% endfor %}
{% endif %}
{% endmacro %}

{# dbt's own macros, as Spark needs them. The types in the yml files are DuckDB's words; Spark has no varchar without a length. #}
{% macro spark_type(type) %}{{ return('string' if type == 'varchar' else type) }}{% endmacro %}

{# What a contract promises, as an empty select: an argument as dbt hands it over, column name -> column. #}
{% macro spark__get_empty_schema_sql(columns) %}
select{% for column in columns.values() %} cast(null as {{ spark_type(column['data_type']) }}) as {{ column['name'] }}{{ ',' if not loop.last }}{% endfor %}
{% endmacro %}

{# dbt-spark 1.11 puts a seed's cells between quotes as they stand, and an apostrophe ends the statement. #}
{% macro spark__create_csv_table(model, agate_table) %}
{% set types = model['config'].get('column_types', {}) %}
{% set columns = [] %}
{% for name in agate_table.column_names %}{% do columns.append(name ~ ' ' ~ spark_type(types.get(name, adapter.convert_type(agate_table, loop.index0)))) %}{% endfor %}
{% set sql %}create table {{ this.render() }} ({{ columns | join(', ') }}) {{ file_format_clause() }}{% endset %}
{% call statement('_') %}{{ sql }}{% endcall %}
{{ return(sql) }}
{% endmacro %}

{% macro spark__load_csv_rows(model, agate_table) %}
{% set types = model['config'].get('column_types', {}) %}
{% if not agate_table.rows %}{{ return('select 1') }}{% endif %}
{% set casts = [] %}
{% for name in agate_table.column_names %}{% do casts.append('cast(' ~ name ~ ' as ' ~ spark_type(types.get(name, adapter.convert_type(agate_table, loop.index0))) ~ ') as ' ~ name) %}{% endfor %}
{% set sql %}
insert into {{ this.render() }} select {{ casts | join(', ') }} from values
{% for row in agate_table.rows %}({% for cell in row %}{{ spark_literal(cell) }}{{ ', ' if not loop.last }}{% endfor %}){{ ',' if not loop.last }}
{% endfor %} as cells ({{ agate_table.column_names | join(', ') }})
{% endset %}
{% do adapter.add_query(sql, abridge_sql_log=True) %}
{{ return(sql) }}
{% endmacro %}

{% macro spark_literal(cell) %}
{{- return('null' if cell is none else "'" ~ (cell | string | replace('\\', '\\\\') | replace("'", "\\'")) ~ "'") -}}
{% endmacro %}
