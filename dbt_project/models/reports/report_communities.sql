-- One row per organisation and community it takes part in: what it is, who began it, who looks after it, what we do there.
with communities as (select * from {{ ref('stg_communities') }}),

as_of as (select as_of from {{ ref('int_as_of') }})

select
    communities.organisation_id, communities.community_id, communities.name, communities.seed_kind, communities.wenger_kind,
    case communities.seed_kind
        when 'practice' then 'Practice, as the 2012 article has it: our own structures or work areas. '
        else 'Interest, as the 2012 article has it: a policy imperative or a professional discipline. '
    end
    || case
        when communities.wenger_kind is null then 'In Wenger''s sense a community of practice shares a domain, a community and a practice; whether this one does is not recorded.'
        when communities.wenger_kind = communities.seed_kind and communities.seed_kind = 'practice'
            then 'It is one in Wenger''s sense too: its members share a domain, a community and a practice.'
        when communities.wenger_kind = 'practice'
            then 'In Wenger''s sense it is one of practice: its members share a domain, a community and a practice.'
        when communities.wenger_kind = communities.seed_kind then 'In Wenger''s sense, too, it is no community of practice: its members share an interest, not a practice.'
        when communities.wenger_kind = 'interest' then 'In Wenger''s sense it is one of interest: its members share no practice of their own.'
        else 'In Wenger''s sense it is no community yet: domain, community and practice are not all there.'
    end as sense,
    communities.origin,
    communities.origin = 'org-created' as is_flagged,
    communities.origin_evidence, communities.steward, communities.our_role, communities.lead, communities.objective_ids,
    case when not coalesce(communities.is_private, false) then communities.hashtags end as hashtags, -- an empty cell: not said to be private
    coalesce(communities.is_private, false) as is_private, -- as above
    communities.keyword_precision,
    coalesce(communities.keyword_precision < 0.8, false) as is_boundary_loose, -- no keywords: nothing to be loose
    communities.reviewed_on,
    -- never looked at: overdue a year after it was first counted
    {{ days_apart('coalesce(communities.reviewed_on, communities.valid_from)', 'as_of.as_of') }} > 365 as is_review_overdue,
    communities.valid_from, communities.valid_to
from communities
cross join as_of
