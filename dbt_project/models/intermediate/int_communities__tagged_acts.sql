-- One row per organisation, community and act of ours that carries one of its hashtags while the community is counted.
-- A private community has no boundary that can be looked behind from outside: nothing is ever matched to it.
with tags as (
    select organisation_id, community_id, valid_from, valid_to, {{ each_of("split(hashtags, ';')") }} as tag
    from {{ ref('stg_communities') }}
    where hashtags is not null and not coalesce(is_private, false) -- an empty cell: not said to be private
),

acts as (
    select organisation_id, platform, account_id, post_id, published_on, {{ each_of('hashtags') }} as tag
    from {{ ref('stg_posts') }}
)

select distinct acts.organisation_id, tags.community_id, acts.platform, acts.account_id, acts.post_id
from acts
inner join tags
    on
        acts.organisation_id = tags.organisation_id and acts.tag = tags.tag
        and acts.published_on >= tags.valid_from and acts.published_on < coalesce(tags.valid_to, date '9999-12-31')
