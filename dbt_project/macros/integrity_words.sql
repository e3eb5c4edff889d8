{# What one rule of tests/generic/integrity.sql finds in all rows, as a sentence; NULL where it holds. #}
{% macro broken_rule(is_broken, words, rows=none) %}
{% set rows = rows or 'count(case when ' ~ is_broken ~ ' then 1 end)' %}
{{ return('case when ' ~ rows ~ " > 0 then '" ~ words ~ " in ' || cast(" ~ rows ~ ' as ' ~ dbt.type_string() ~ ") || ' rows' end") }}
{% endmacro %}

{# The rest of a select that groups the rows which share all these columns with another row. First by one number made of them: to group
   millions of rows by long texts takes several times as long, and of a table as it should be none is left to be grouped. #}
{% macro repeated(model, columns) %}
from {{ model }}
where {{ hashed(columns) }} in (
    select number from (select {{ hashed(columns) }} as number from {{ model }}) as numbers group by number having count(*) > 1
)
group by {{ columns | join(', ') }}
having count(*) > 1
{%- endmacro %}
