-- Offenders: measure models that models/measures/parts.sql does not list, so that their measures would read as zero, or lists twice,
-- so that they would count double.
{% set named = [] %}
{% if execute %}
{% set parts = graph.nodes.values() | selectattr('name', 'equalto', 'parts') | first %}
{% set listed = modules.re.findall("'(measure_[a-z0-9_]+)'", parts.raw_code) %}
{% for node in graph.nodes.values() if node.resource_type == 'model' and node.name.startswith('measure_') %}
{% do named.append((node.name, listed.count(node.name))) %}
{% endfor %}
{% endif %}
with named as (
    select 'parts' as model, 1 as times_listed
    {% for model, times_listed in named %}
    union all
    select '{{ model }}' as model, {{ times_listed }} as times_listed
    {% endfor %}
)

select model, times_listed
from named
where times_listed <> 1
