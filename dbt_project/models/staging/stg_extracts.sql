-- One row per account, batch and subject: what was asked of a platform, what came, why not. Registers: stg_register_files.
select
    organisation_id, platform, account_id, batch_id, source, subject,
    case when source = 'export' then 'export' else 'api' end as route,
    since, until,
    {{ in_utc('observed_at') }} as observed_at,
    cast({{ in_utc('observed_at') }} as date) as observed_on,
    {{ in_utc('started_at') }} as started_at,
    {{ in_utc('finished_at') }} as finished_at,
    outcome, pages, rows, retries, bytes, cause_class, cause, next_step, file_name, vintage, dropped, dropped_why
from {{ source('raw', 'extracts') }}
where source <> 'register'
