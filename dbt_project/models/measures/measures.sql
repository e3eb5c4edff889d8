-- One row per organisation, month, slice and measure: every measure model together, the only place figures look.
{% for model in ['measure_acts', 'measure_answers', 'measure_objectives', 'measure_engagement'] %}
select organisation_id, period, slice_kind, slice, measure, value, coverage from {{ ref(model) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
