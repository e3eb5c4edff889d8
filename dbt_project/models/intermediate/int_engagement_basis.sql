-- One row per organisation, month and platform: what the audience number is, and how old the counts were when taken.
select
    organisation_id, period, platform,
    {{ list_agg("case seen_metric when 'reach' then 'people reached' else seen_metric end", ' or ', "case seen_metric when 'reach' then 'people reached' else seen_metric end") }} as audience,
    bool_and(is_settled) as is_settled,
    max(age_days) as oldest_days
from {{ ref('fct_post_engagement') }}
where is_complete
group by organisation_id, period, platform
