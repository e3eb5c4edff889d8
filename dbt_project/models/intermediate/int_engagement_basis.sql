-- One row per organisation, month and platform: what the audience number is, how old the counts were when taken, what was retired.
{% set audience = "case when is_complete then case seen_metric when 'reach' then 'people reached (counted once a post)' else seen_metric end end" %}
select
    organisation_id, period, platform,
    {{ list_agg(audience, ' or ', audience) }} as audience,
    bool_and(case when is_complete then is_settled end) as is_settled,
    max(case when is_complete then age_days end) as oldest_days,
    -- why counts are not known that nobody will ever state again
    {{ list_agg('retired', '; ', 'retired') }} as retired
from {{ ref('fct_post_engagement') }}
group by organisation_id, period, platform
