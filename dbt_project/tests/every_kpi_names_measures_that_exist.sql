-- Offenders: KPIs that name a measure no measure model yields. Without this a misspelt measure would read as a zero.
{% set known = [] %}
{% if execute %}
{% for node in graph.nodes.values() if node.name.startswith('measure_') %}
{% do known.extend(modules.re.findall("'([a-z0-9_]+)'", node.raw_code)) %}
{% endfor %}
{% endif %}
with named as (
    {% for column in ['numerator', 'denominator', 'base_measure', 'coverage_part', 'coverage_whole'] %}
    select kpi_id, {{ column }} as measure from {{ ref('kpis') }} where {{ column }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select kpi_id, measure
from named
where measure not in ('{{ known | join("', '") }}')
