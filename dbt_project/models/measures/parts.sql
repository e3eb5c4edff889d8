-- One row per thing that counts, month and measure: every measure model together. Figures are sums of these.
-- A view: the models it is made of are tables, or views of tables where a million lines would be written twice.
{{ config(materialized='view') }}
{% set models = [
    'measure_acts', 'measure_movement', 'measure_answers', 'measure_engagement', 'measure_posts', 'measure_attention', 'measure_objectives',
    'measure_resources', 'measure_key_activities', 'measure_kpis', 'measure_listening', 'measure_purposes', 'measure_web', 'measure_heard', 'measure_audience',
    'measure_access', 'measure_campaigns', 'measure_concerns', 'measure_communities',
] %}
{% for model in models %}
select
    organisation_id, period, measure, amount, part_kind, part_id, platform, account_id, objective_id, community_id, theme, field, batch_id
from {{ ref(model) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
