-- Offenders: pauses of an account nobody knows, without a reason, or that end before they begin. Such a pause explains nothing.
select pauses.organisation_id, pauses.platform, pauses.account_id, pauses.since, pauses.until
from {{ ref('account_pauses') }} as pauses
left join {{ ref('int_accounts') }} as accounts
    on
        pauses.organisation_id = accounts.organisation_id and pauses.platform = accounts.platform
        and pauses.account_id = accounts.account_id
where accounts.account_id is null or pauses.since is null or pauses.until <= pauses.since or coalesce(trim(pauses.reason), '') = ''
