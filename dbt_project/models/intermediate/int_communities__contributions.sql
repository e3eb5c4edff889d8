-- One row per organisation, community and public item of a member in it, however often it was seen: listed by the register, heard by us.
-- Our own items are no contributions, and neither is anything by an author whose key stands on an item of ours.
with communities as (
    select organisation_id, community_id, valid_from, coalesce(valid_to, date '9999-12-31') as valid_to
    from {{ ref('stg_communities') }}
    where not coalesce(is_private, false) -- an empty cell: not said to be private
),

listed as (select * from {{ ref('stg_community_acts') }}),

heard as (select * from {{ ref('int_communities__inbound') }}),

both_routes as (
    select
        organisation_id, community_id, platform, item_id,
        coalesce(heard.said_on, listed.said_on) as said_on,
        coalesce(heard.author_key, listed.author) as author_key,
        listed.is_staff,
        coalesce(listed.answers_item_id, heard.parent_id) as answers_item_id,
        listed.answers_author,
        coalesce(listed.is_to_us, false) or coalesce(heard.is_to_us, false) as is_to_us, -- not said, or not seen: by the other route alone
        listed.asks_question, listed.answered_within_48h,
        coalesce(listed.batch_id, heard.batch_id) as batch_id
    from listed
    full join heard using (organisation_id, community_id, platform, item_id)
),

ours as (select distinct organisation_id, platform, post_id as item_id from {{ ref('stg_posts') }}),

our_keys as (
    select distinct both_routes.organisation_id, both_routes.author_key
    from both_routes
    inner join ours using (organisation_id, platform, item_id)
    where both_routes.author_key is not null
)

select
    both_routes.organisation_id, both_routes.community_id, both_routes.platform, both_routes.item_id, both_routes.said_on,
    cast(date_trunc('month', both_routes.said_on) as date) as period,
    both_routes.author_key, both_routes.is_staff, both_routes.answers_item_id,
    coalesce(both_routes.answers_author, parents.author_key) as answers_author,
    both_routes.is_to_us, both_routes.asks_question, both_routes.answered_within_48h, both_routes.batch_id
from both_routes
inner join communities
    on
        both_routes.organisation_id = communities.organisation_id and both_routes.community_id = communities.community_id
        and both_routes.said_on >= communities.valid_from and both_routes.said_on < communities.valid_to
left join both_routes as parents
    on
        both_routes.organisation_id = parents.organisation_id and both_routes.community_id = parents.community_id
        and both_routes.platform = parents.platform and both_routes.answers_item_id = parents.item_id
left join ours
    on both_routes.organisation_id = ours.organisation_id and both_routes.platform = ours.platform and both_routes.item_id = ours.item_id
left join our_keys
    on both_routes.organisation_id = our_keys.organisation_id and both_routes.author_key = our_keys.author_key
where ours.item_id is null and our_keys.author_key is null
