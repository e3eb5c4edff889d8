{# What one rule of tests/generic/integrity.sql finds in all rows, as a sentence; NULL where it holds. #}
{% macro broken_rule(is_broken, words, rows=none) %}
{% set rows = rows or 'count(case when ' ~ is_broken ~ ' then 1 end)' %}
{{ return('case when ' ~ rows ~ " > 0 then '" ~ words ~ " in ' || cast(" ~ rows ~ ' as ' ~ dbt.type_string() ~ ") || ' rows' end") }}
{% endmacro %}
