-- One row per public act of ours: purpose, objective, and its counts as credited. NULL is unknown.
-- Views are a platform's own; its impressions stand for them only where it states no views, for they are not the same.
with stated as (
    select platform, source as route, bool_or(metric = 'views') as has_views
    from {{ ref('metric_map') }}
    where subject_kind <> 'account'
    group by platform, source
),

counts as (
    select
        platform, account_id, post_id, route,
        max(value) filter (where metric = 'reactions') as reactions,
        max(value) filter (where metric = 'comments') as comments,
        max(value) filter (where metric = 'shares') as shares,
        max(value) filter (where metric = 'saves') as saves,
        max(value) filter (where metric = 'views' or (metric = 'impressions' and not has_views)) as views,
        max(value) filter (where metric = 'reach') as reach
    from {{ ref('int_post_counts') }}
    inner join stated using (platform, route)
    group by platform, account_id, post_id, route
)

select
    acts.organisation_id, acts.platform, acts.account_id, acts.post_id, acts.published_at, acts.kind, acts.purpose_id, acts.mode,
    acts.objective_id, acts.text, acts.permalink,
    counts.reactions, counts.comments, counts.shares, counts.saves, counts.views, counts.reach
from {{ ref('fct_acts') }} as acts
left join counts
    on
        acts.platform = counts.platform and acts.account_id = counts.account_id and acts.post_id = counts.post_id
        and acts.route = counts.route
