-- One row per organisation, month and platform: what the audience number is, and how old the counts were when taken.
{% set audience = "case seen_metric when 'reach' then 'people reached (counted once a post)' else seen_metric end" %}
select
    organisation_id, period, platform,
    {{ list_agg(audience, ' or ', audience) }} as audience,
    bool_and(is_settled) as is_settled,
    max(age_days) as oldest_days
from {{ ref('fct_post_engagement') }}
where is_complete
group by organisation_id, period, platform
