-- One row per entry of a register: as the newest file has it. Entries taken back and rows that were refused are left out.
-- A table: every register's view reads it, and each would sort all entries of all of them.
{{ config(materialized='table') }}
with seen as (
    select entries.*, extracts.observed_at
    from {{ source('raw', 'entries') }} as entries
    inner join {{ ref('stg_register_files') }} as extracts
        on entries.account_id = extracts.account_id and entries.batch_id = extracts.batch_id
    where entries.refusal is null
),

newest as (
    select
        *,
        min(observed_at) over (partition by account_id, entry_id) as first_received_at,
        min(observed_at) over (partition by account_id, entry_id, cast(cells as {{ dbt.type_string() }})) as said_since,
        row_number() over (partition by account_id, entry_id order by observed_at desc, batch_id desc) as newness
    from seen
)

select
    organisation_id, register, entry_id, batch_id,
    cast(first_received_at as date) as first_received_on,
    said_since,
    cells
from newest
where newness = 1 and coalesce({{ cell_of('withdrawn') }}, 'false') <> 'true' -- an empty cell: the entry stands
