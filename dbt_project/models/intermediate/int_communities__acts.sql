-- One row per organisation, community and act of ours in it: under its hashtag, or on a contribution it answers, quotes or reposts.
with each_link as (
    select organisation_id, platform, account_id, post_id, {{ each_of('links') }} as link
    from {{ ref('stg_posts') }}
),

links as (
    select organisation_id, platform, account_id, post_id, {{ stripped("lower(link)", '^https?://(www[.])?') }} as address
    from each_link
),

own_links as (
    select distinct links.platform, links.account_id, links.post_id
    from links
    inner join {{ ref('own_websites') }} as sites
        on
            links.organisation_id = sites.organisation_id
            and (
                links.address = sites.address or links.address like sites.address || '/%'
                or links.address like sites.address || '?%' or links.address like sites.address || '#%'
            )
),

found as (
    select
        acts.organisation_id, contributions.community_id, acts.platform, acts.account_id, acts.post_id,
        contributions.author_key as member_key, 1 as is_on_contribution
    from {{ ref('fct_acts') }} as acts
    inner join {{ ref('int_communities__contributions') }} as contributions
        on
            acts.organisation_id = contributions.organisation_id and acts.platform = contributions.platform
            and acts.parent_id = contributions.item_id
    where acts.kind in ('reply', 'quote', 'repost')
    union all
    select organisation_id, community_id, platform, account_id, post_id, cast(null as {{ dbt.type_string() }}) as member_key, 0 as is_on_contribution
    from {{ ref('int_communities__tagged_acts') }}
),

in_community as (
    select
        organisation_id, community_id, platform, account_id, post_id,
        max(member_key) as member_key, max(is_on_contribution) as is_on_contribution
    from found
    group by organisation_id, community_id, platform, account_id, post_id
)

select
    in_community.organisation_id, in_community.community_id, acts.platform, acts.account_id, acts.post_id, acts.published_on, acts.period,
    acts.kind, acts.batch_id, in_community.member_key,
    in_community.is_on_contribution = 1 as is_on_contribution,
    -- C2 acknowledge, C5 amplify, C6 connect: what members get from us; a purpose that cannot be told is not counted as giving
    coalesce(acts.purpose_id in ('C2', 'C5', 'C6'), false) as gives,
    own_links.post_id is not null as carries_own_link
from in_community
inner join {{ ref('fct_acts') }} as acts
    on in_community.platform = acts.platform and in_community.account_id = acts.account_id and in_community.post_id = acts.post_id
left join own_links
    on acts.platform = own_links.platform and acts.account_id = own_links.account_id and acts.post_id = own_links.post_id
