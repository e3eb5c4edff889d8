-- One row per post that stands under two accounts or more, and account it was filed under: the account it is taken under.
{{ config(materialized='table') }}
-- The registered account goes first, an interface before a file, then the newest look and the newest import.
with shared as (
    select platform, post_id
    from {{ source('raw', 'posts') }}
    group by platform, post_id
    having min(account_id) <> max(account_id)
),

filed as (
    select platform, account_id, batch_id, organisation_id, max(source) as source, max(observed_at) as observed_at, max(started_at) as started_at
    from {{ source('raw', 'extracts') }}
    group by platform, account_id, batch_id, organisation_id
),

sightings as (
    select
        posts.platform, posts.post_id, posts.account_id, filed.organisation_id,
        row_number() over (
            partition by posts.platform, posts.post_id
            order by
                case when registered.account_id is null then 1 else 0 end,
                case when filed.source = 'export' then 1 else 0 end,
                filed.observed_at desc, filed.started_at desc, posts.account_id
        ) as place
    from {{ source('raw', 'posts') }} as posts
    inner join shared on posts.platform = shared.platform and posts.post_id = shared.post_id
    inner join filed on posts.platform = filed.platform and posts.account_id = filed.account_id and posts.batch_id = filed.batch_id
    left join {{ ref('accounts') }} as registered on posts.platform = registered.platform and posts.account_id = registered.account_id
),

taken as (select * from sightings where place = 1)

select distinct
    sightings.platform, sightings.post_id,
    sightings.account_id as filed_under,
    taken.account_id, taken.organisation_id
from sightings
inner join taken on sightings.platform = taken.platform and sightings.post_id = taken.post_id
