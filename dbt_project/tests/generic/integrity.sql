{# What holds of every row of a table, in one query: the columns that are its key together (an empty cell is a value of its own), those
   that are never NULL, and the values a column may have (NULL is not among them and not against them). What is broken is a sentence
   that says how often; the build stops with these sentences, for dbt itself would only say how many there are. #}
{% test integrity(model, unique=[], not_null=[], accepted_values={}) %}
{{ config(fail_calc='case when count(*) = 0 then 0 else ' ~ stop_query(list_agg('said', '; ')) ~ ' end') }}
{% set table = (model | string).split('.') | last | replace('"', '') %}
{% set rules = [] %}
{% for column in not_null %}
{% do rules.append(broken_rule(column ~ ' is null', table ~ '.' ~ column ~ ' is NULL')) %}
{% endfor %}
{% for column, values in accepted_values.items() %}
{% set is_other = 'cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ") not in ('" ~ values | join("', '") ~ "')" %}
{% do rules.append(broken_rule(is_other, table ~ '.' ~ column ~ ' is none of ' ~ values | join(', '))) %}
{% endfor %}
{% if rules %}
select said
from (
    select concat_ws('; ',
        {{ rules | join(',\n        ') }}
    ) as said
    from {{ model }}
) as rules
where said <> ''
{% endif %}
{% if rules and unique %}
union all
{% endif %}
{% if unique %}
select {{ broken_rule('true', table ~ ': ' ~ unique | join(', ') ~ ' of another row', 'sum(times)') }} as said
from (select count(*) as times {{ repeated(model, unique) }}) as keys
having count(*) > 0
{% endif %}
{% endtest %}
