-- Offenders: measure models that models/measures/parts.sql does not list, so that their measures would read as zero, or lists twice,
-- so that they would count double; and names it lists that are no model.
{% set named = [] %}
{% if execute %}
{% set parts = graph.nodes.values() | selectattr('name', 'equalto', 'parts') | first %}
{% set listed = modules.re.findall("'(measure_[a-z0-9_]+)'", parts.raw_code) %}
{% set models = [] %}
{% for node in graph.nodes.values() if node.resource_type == 'model' and node.name.startswith('measure_') %}
{% do models.append(node.name) %}
{% endfor %}
{% for model in (models + listed) | unique %}
{% do named.append((model, models.count(model), listed.count(model))) %}
{% endfor %}
{% endif %}
with named as (
    select 'parts' as model, 1 as models, 1 as times_listed
    {% for model, models, times_listed in named %}
    union all
    select '{{ model }}' as model, {{ models }} as models, {{ times_listed }} as times_listed
    {% endfor %}
)

select model, models, times_listed
from named
where models <> 1 or times_listed <> 1
