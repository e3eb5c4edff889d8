-- One row per file of a register: whose, which register, what days it covers [since, until), what was refused.
-- A file whose rows were kept out of the warehouse covers no day, and `cause` says what kept them out.
select
    extracts.organisation_id, extracts.account_id, extracts.batch_id,
    extracts.subject as register,
    case when refusals.cause is null then extracts.since end as since,
    case when refusals.cause is null then extracts.until end as until,
    {{ in_utc('extracts.observed_at') }} as observed_at,
    extracts.rows, extracts.bytes, extracts.file_name, extracts.dropped, extracts.dropped_why,
    refusals.cause
from {{ source('raw', 'extracts') }} as extracts
left join {{ ref('stg_refusals') }} as refusals
    on
        extracts.platform = refusals.platform and extracts.account_id = refusals.account_id
        and extracts.batch_id = refusals.batch_id and refusals.table_name = 'entries'
where extracts.source = 'register'
