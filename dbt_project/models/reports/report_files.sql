-- One row per imported file.
select
    organisation_id, platform, account_id, file_name, vintage,
    max(rows) as rows,
    max(dropped) as dropped,
    max(dropped_why) as dropped_why,
    max(observed_at) as observed_at
from {{ ref('stg_extracts') }}
where route = 'export'
group by organisation_id, platform, account_id, file_name, vintage
