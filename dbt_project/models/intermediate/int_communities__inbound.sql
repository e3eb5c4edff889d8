-- One row per organisation, community and inbound item in its boundary: one of its hashtags' keys, or an act of ours that carries one.
with inbound as (
    select
        organisation_id, platform, account_id, interaction_id, kind, parent_id, conversation_id, author_key, tag_keys, batch_id,
        {{ day_of('created_at') }} as said_on
    from {{ ref('stg_interactions') }}
    where kind in ('mention', 'comment', 'reply') -- words only: a like or a follow is no act
),

worn as (
    select organisation_id, platform, interaction_id, {{ each_of('tag_keys') }} as tag_key
    from inbound
),

keys as (
    select organisation_id, community_id, {{ each_of("split(hashtags_keys, ';')") }} as tag_key
    from {{ ref('stg_communities') }}
    where hashtags_keys is not null and not coalesce(is_private, false) -- an empty cell: not said to be private
),

tagged_acts as (select * from {{ ref('int_communities__tagged_acts') }}),

in_boundary as (
    select worn.organisation_id, keys.community_id, worn.platform, worn.interaction_id
    from worn
    inner join keys on worn.organisation_id = keys.organisation_id and worn.tag_key = keys.tag_key
    union distinct
    select inbound.organisation_id, tagged_acts.community_id, inbound.platform, inbound.interaction_id
    from inbound
    inner join tagged_acts
        on
            inbound.platform = tagged_acts.platform and inbound.account_id = tagged_acts.account_id
            and inbound.conversation_id = tagged_acts.post_id
    where inbound.kind in ('comment', 'reply')
    union distinct
    select inbound.organisation_id, tagged_acts.community_id, inbound.platform, inbound.interaction_id
    from inbound
    inner join tagged_acts
        on
            inbound.platform = tagged_acts.platform and inbound.account_id = tagged_acts.account_id
            and inbound.parent_id = tagged_acts.post_id
    where inbound.kind in ('comment', 'reply')
),

-- two accounts of ours may have been sent the same item
once as (
    select *, row_number() over (partition by organisation_id, platform, interaction_id order by account_id) as place
    from inbound
),

items as (select * from once where place = 1)

select
    in_boundary.organisation_id, in_boundary.community_id, in_boundary.platform,
    items.interaction_id as item_id, items.said_on, items.author_key, items.parent_id, items.batch_id,
    -- a reply to what somebody else said lies between the two of them, though it came to us as well
    items.kind in ('mention', 'comment') or parents.interaction_id is null as is_to_us
from in_boundary
inner join items
    on
        in_boundary.organisation_id = items.organisation_id and in_boundary.platform = items.platform
        and in_boundary.interaction_id = items.interaction_id
left join items as parents
    on items.organisation_id = parents.organisation_id and items.platform = parents.platform and items.parent_id = parents.interaction_id
