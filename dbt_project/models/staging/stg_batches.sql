-- One row per account and batch: when it was looked at, by which route it came, and what account its rows were filed under.
-- Batches are numbered: which of a post's many looks counts is then decided by the least of whole numbers, and nothing is sorted.
{{ config(materialized='table') }}
-- A file most of whose posts stand under another account with more right is a file of that account, wrongly filed.
with filed as (
    select
        platform, account_id, batch_id,
        min(organisation_id) as organisation_id,
        min(case when source = 'export' then 'export' else 'api' end) as route,
        {{ in_utc('min(observed_at)') }} as observed_at
    from {{ source('raw', 'extracts') }}
    where source <> 'register'
    group by platform, account_id, batch_id
),

elsewhere as (
    select posts.platform, posts.account_id as filed_under, posts.batch_id, shared.account_id, shared.organisation_id, count(*) as posts
    from {{ source('raw', 'posts') }} as posts
    inner join {{ ref('stg_posts_shared') }} as shared
        on posts.platform = shared.platform and posts.post_id = shared.post_id and posts.account_id = shared.filed_under
    where shared.account_id <> shared.filed_under
    group by posts.platform, posts.account_id, posts.batch_id, shared.account_id, shared.organisation_id
),

moved as (
    select elsewhere.*
    from elsewhere
    inner join {{ source('raw', 'batches') }} as loaded
        on
            elsewhere.platform = loaded.platform and elsewhere.filed_under = loaded.account_id
            and elsewhere.batch_id = loaded.batch_id and loaded.table_name = 'posts'
    where elsewhere.posts * 2 > loaded.rows
),

told as (
    select
        filed.platform,
        coalesce(moved.account_id, filed.account_id) as account_id,
        filed.batch_id,
        filed.account_id as filed_under,
        coalesce(moved.organisation_id, filed.organisation_id) as organisation_id,
        filed.route, filed.observed_at,
        cast(filed.observed_at as date) as observed_on,
        registered.account_id is not null as is_registered
    from filed
    left join moved
        on
            filed.platform = moved.platform and filed.account_id = moved.filed_under and filed.batch_id = moved.batch_id
            and filed.route = 'export' -- an interface was asked for that account and no other
    left join filed as same_bytes
        on moved.platform = same_bytes.platform and moved.account_id = same_bytes.account_id and moved.batch_id = same_bytes.batch_id
    left join {{ ref('accounts') }} as registered
        on filed.platform = registered.platform and coalesce(moved.account_id, filed.account_id) = registered.account_id
    where same_bytes.batch_id is null -- else the very file is there under its own account
),

numbered as (
    select
        *,
        row_number() over (partition by platform order by observed_at desc, batch_id desc, filed_under) as newness
    from told
)

select
    *,
    -- whose posts are taken first where several batches have them: the registered account's, an interface's before a file's, the newest
    row_number() over (partition by platform order by case when is_registered then 0 else 1 end, route, newness) as precedence
from numbered
