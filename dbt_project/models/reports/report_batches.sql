-- One row per file of the shelf that the figures rest on: whose, when it was seen, and its fingerprint.
with looks as (
    select
        platform, account_id, batch_id,
        min(organisation_id) as organisation_id,
        max(case when source = 'register' then subject end) as register,
        max(file_name) as file_name,
        cast({{ in_utc('max(observed_at)') }} as date) as seen_on
    from {{ source('raw', 'extracts') }}
    group by platform, account_id, batch_id
)

select
    looks.organisation_id, loaded.table_name, loaded.platform, loaded.account_id, loaded.batch_id, looks.register, looks.file_name,
    looks.seen_on, loaded.rows, loaded.sha256
from {{ source('raw', 'batches') }} as loaded
left join looks on loaded.platform = looks.platform and loaded.account_id = looks.account_id and loaded.batch_id = looks.batch_id
order by loaded.table_name, loaded.platform, loaded.account_id, loaded.batch_id
