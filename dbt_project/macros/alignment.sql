{# KPIs of the whole organisation that a test rests on, and the name each has among the parts of the tests. #}
{% macro kpis_of_the_tests() %}{{ return({
    'AL-MAPPED': 'mapped_share', 'AL-GAPS': 'objectives_without_activity', 'AL-EMBED': 'embedded_share',
    'AL-RESFIT': 'resource_mismatch', 'AL-MANAGED': 'kpis_managed', 'AL-LEVEL': 'kpis_above_output',
}) }}{% endmacro %}
