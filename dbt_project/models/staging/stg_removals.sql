-- One row per removal: what was taken off the shelf for good, and why. No id of any of it.
select
    removal_id, organisation_id, platform, account_id, what, reason,
    {{ in_utc('news_at') }} as news_at,
    {{ in_utc('removed_at') }} as removed_at,
    {{ day_of(in_utc('removed_at')) }} as removed_on,
    removed, months
from {{ source('raw', 'removals') }}
