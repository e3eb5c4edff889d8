-- One row per file of a register: whose, which register, what days it covers [since, until), what was refused.
select
    organisation_id, account_id, batch_id,
    subject as register,
    since, until,
    {{ in_utc('observed_at') }} as observed_at,
    rows, bytes, file_name, dropped, dropped_why
from {{ source('raw', 'extracts') }}
where source = 'register'
