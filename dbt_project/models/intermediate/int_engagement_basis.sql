-- One row per organisation, month and platform: what the audience number is, how old the counts were when taken, what was retired.
{% set audience = "case when is_complete then case seen_metric when 'reach' then 'people reached (counted once a post)' else seen_metric end end" %}
{% set metrics = "case when is_complete then deep_metrics end" %}
-- a platform may count anew under an old name: from the month on in which it began to, nothing is as it was before
with begun as (
    select
        posts.organisation_id, posts.period, posts.platform,
        max(metric_map.valid_from) as counted_since
    from (select distinct organisation_id, period, platform, route from {{ ref('fct_post_engagement') }} where is_complete) as posts
    inner join {{ ref('metric_map') }} as metric_map
        on
            posts.platform = metric_map.platform and posts.route = metric_map.source and metric_map.role in ('deep', 'seen')
            and metric_map.valid_from < {{ plus('posts.period', 1, 'month') }}
    group by posts.organisation_id, posts.period, posts.platform
),

told as (
    select
        organisation_id, period, platform,
        {{ list_agg(audience, ' or ') }} as audience,
        {{ list_agg(metrics, ', or ') }} as deep_metrics,
        bool_and(case when is_complete then is_settled end) as is_settled,
        max(case when is_complete then age_days end) as oldest_days,
        -- why counts are not known that nobody will ever state again
        {{ list_agg('retired', '; ') }} as retired
    from {{ ref('fct_post_engagement') }}
    group by organisation_id, period, platform
)

select told.*, begun.counted_since
from told
left join begun
    on told.organisation_id = begun.organisation_id and told.period = begun.period and told.platform = begun.platform
