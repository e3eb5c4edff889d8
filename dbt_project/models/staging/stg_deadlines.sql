-- One row per account and thing that ends: the day it ends and who said so, as the last extract knew it.
select
    organisation_id, platform, account_id, what, expires_on, is_endless, said_by,
    {{ in_utc('observed_at') }} as observed_at
from {{ source('raw', 'deadlines') }}
