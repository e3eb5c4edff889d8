-- One row per file of a register: whose, which register, what days it covers [since, until), what was refused.
-- A file whose entries the checks refused is not here: its days would read as days on which nothing happened.
with loaded as (
    select account_id, batch_id
    from {{ source('raw', 'batches') }}
    where table_name = 'entries'
)

select
    extracts.organisation_id,
    extracts.account_id,
    extracts.batch_id,
    extracts.subject as register,
    extracts.since,
    extracts.until,
    {{ in_utc('extracts.observed_at') }} as observed_at,
    extracts.rows,
    extracts.bytes,
    extracts.file_name,
    extracts.dropped,
    extracts.dropped_why
from {{ source('raw', 'extracts') }} as extracts
inner join loaded on extracts.account_id = loaded.account_id and extracts.batch_id = loaded.batch_id
where extracts.source = 'register'
