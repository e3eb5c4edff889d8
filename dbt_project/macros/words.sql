{# A number as short as it can be said: a whole one without decimals, any other with one, or two where one is too coarse. #}
{% macro short(number, needs_two='false') %}case
    when {{ number }} = round({{ number }}) then {{ whole(number) }}
    when {{ needs_two }} then {{ two_decimals(number) }}
    else {{ one_decimal(number) }}
end{% endmacro %}

{# Those of the texts that are there, in this order, with a semicolon between; NULL when none is. #}
{% macro those_there(columns) %}nullif(
    substr({% for column in columns %}coalesce('; ' || {{ column }}, ''){{ ' || ' if not loop.last }}{% endfor %}, 3), ''
){% endmacro %}

{# Whether at least `wanted` hold when `known` do and `unknown` may; NULL when that cannot be told. #}
{% macro at_least(wanted, known, unknown) %}case
    when {{ known }} >= {{ wanted }} then true when {{ known }} + {{ unknown }} < {{ wanted }} then false
end{% endmacro %}

{# A change with its sign, to one decimal. #}
{% macro signed(number) %}case when {{ number }} > 0 then '+' else '' end || {{ one_decimal(number) }}{% endmacro %}

{% macro two_decimals(number) %}{{ decimals(number, 2) }}{% endmacro %}
