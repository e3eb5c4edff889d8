-- One row per account, batch and subject: what was asked, what came, why not.
-- stg_extracts is a table and holds it all.
{{ config(materialized=view_unless_gathered()) }}
select
    organisation_id, platform, account_id, batch_id, source, subject, since, until, observed_at, started_at, finished_at, outcome,
    pages, rows, retries, bytes, waited_s, cause_class, cause, next_step, file_name, vintage, dropped, dropped_why,
    row_number() over (partition by organisation_id, platform, account_id, subject order by observed_at desc, batch_id desc) = 1 as is_latest
from {{ ref('stg_extracts') }}
