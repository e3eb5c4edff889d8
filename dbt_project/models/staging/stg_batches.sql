-- One row per account and batch: when it was looked at and by which route it came.
select
    platform, account_id, batch_id,
    min(organisation_id) as organisation_id,
    min(route) as route,
    min(observed_at) as observed_at,
    min(observed_on) as observed_on
from {{ ref('stg_extracts') }}
group by platform, account_id, batch_id
