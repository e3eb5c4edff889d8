-- One row per organisation, account and month some of whose inbound items were removed under the platform's terms.
with removed as (
    select organisation_id, platform, account_id, removed_on, {{ each_of('months') }} as period
    from {{ ref('stg_removals') }}
    where what = 'interactions_expired'
)

select
    removed.organisation_id, removed.platform, removed.account_id, removed.period,
    coalesce(terms.name, removed.platform) as platform_name,
    min(removed.removed_on) as first_removed_on,
    max(removed.removed_on) as removed_on
from removed
left join {{ ref('platform_terms') }} as terms on removed.platform = terms.platform
group by removed.organisation_id, removed.platform, removed.account_id, removed.period, coalesce(terms.name, removed.platform)
