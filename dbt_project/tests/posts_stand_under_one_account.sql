-- Offenders: posts that were filed under two accounts, by name. A warning: each is counted once, under the account it is taken under.
{{ config(severity='warn') }}
select
    shared.platform, shared.post_id,
    coalesce(taken.name, shared.account_id) as taken_under,
    coalesce(filed.name, shared.filed_under) as also_filed_under
from {{ ref('stg_posts_shared') }} as shared
left join {{ ref('accounts') }} as taken on shared.platform = taken.platform and shared.account_id = taken.account_id
left join {{ ref('accounts') }} as filed on shared.platform = filed.platform and shared.filed_under = filed.account_id
where shared.filed_under <> shared.account_id
