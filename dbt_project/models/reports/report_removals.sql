-- One row per removal: what was taken out for good because its platform says it is gone, or because its terms let nobody keep it.
select
    removal_id, organisation_id, platform, account_id, what, reason, news_at, removed_at, removed,
    {{ joined('months', ';') }} as months
from {{ ref('stg_removals') }}
order by removed_at, removal_id
