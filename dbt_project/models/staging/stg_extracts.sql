-- One row per account, batch and subject: what was asked of a platform, what came, why not. Registers: stg_register_files.
-- `refused`: the platform answered, but the rows were kept out of the warehouse: nothing of the window is known.
-- A table: ten models read it, and a look a day is many.
{{ config(materialized='table') }}
with extracts as (
    select *, case subject when 'series' then 'readings' else subject end as table_name
    from {{ source('raw', 'extracts') }}
    where source <> 'register'
)

select
    batches.organisation_id, extracts.platform, batches.account_id, extracts.batch_id, extracts.source, extracts.subject,
    batches.route, extracts.since, extracts.until, batches.observed_at, batches.observed_on,
    {{ in_utc('extracts.started_at') }} as started_at,
    {{ in_utc('extracts.finished_at') }} as finished_at,
    case when refusals.cause is null then extracts.outcome else 'refused' end as outcome,
    extracts.pages, extracts.rows, extracts.retries, extracts.bytes, extracts.waited_s, extracts.cause_class,
    coalesce(refusals.cause, extracts.cause) as cause,
    case when refusals.cause is null then extracts.next_step else 'See which check said so; then extract the window again.' end as next_step,
    extracts.file_name, extracts.vintage, extracts.dropped, extracts.dropped_why
from extracts
inner join {{ ref('stg_batches') }} as batches
    on
        extracts.platform = batches.platform and extracts.account_id = batches.filed_under
        and extracts.batch_id = batches.batch_id
left join {{ ref('stg_refusals') }} as refusals
    on
        extracts.platform = refusals.platform and extracts.account_id = refusals.account_id
        and extracts.batch_id = refusals.batch_id and extracts.table_name = refusals.table_name
