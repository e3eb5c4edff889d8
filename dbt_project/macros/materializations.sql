{# How a model becomes a table or a view on DuckDB: replaced by one statement in one transaction, so that there is the old one or the
   new one and nothing beside it. dbt-duckdb's own makes another table, looks up indexes and foreign keys, renames both and drops one, which for
   a model of few rows is most of its time. No model has indexes, foreign keys, grants or documents in the database. #}
{% materialization table, adapter='duckdb' %}
{{ return(replaced('table', 'view')) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
{{ return(replaced('view', 'table')) }}
{% endmaterialization %}

{% macro replaced(kind, other_kind) %}
{% set was = load_cached_relation(this) %}
{% set made = this.incorporate(type=kind) %}
{{ run_hooks(pre_hooks, inside_transaction=False) }}
{{ run_hooks(pre_hooks, inside_transaction=True) }}
{% call statement('main') %}
{% if was is not none and was.type != kind %}drop {{ other_kind }} {{ this }};{% endif %}
{% if kind == 'view' %}
{% if config.get('contract').enforced %}{{ get_assert_columns_equivalent(sql) }}{% endif %}
create or replace view {{ this }} as (
{{ sql }}
);
{% elif config.get('contract').enforced %}
{{ get_assert_columns_equivalent(sql) }}
create or replace table {{ this }} {{ get_table_columns_and_constraints() }};
insert into {{ this }} {{ get_column_names() }} ({{ get_select_subquery(sql) }});
{% else %}
create or replace table {{ this }} as (
{{ sql }}
);
{% endif %}
{% endcall %}
{{ run_hooks(post_hooks, inside_transaction=True) }}
{{ adapter.commit() }}
{{ run_hooks(post_hooks, inside_transaction=False) }}
{{ return({'relations': [made]}) }}
{% endmacro %}
