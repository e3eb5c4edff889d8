-- One row per organisation, community, month and thing said in it in the three months to it: a member's contribution, or a reply of ours.
with contributions as (
    select * from {{ ref('int_communities__contributions') }} where author_key is not null -- nobody's in particular: no share of anybody's
),

members as (select * from {{ ref('int_communities__members') }} where contributions > 0),

months as (select period from {{ ref('int_months') }}),

said as (
    select
        members.organisation_id, members.community_id, members.period,
        contributions.platform, contributions.item_id, contributions.batch_id,
        -- the busiest tenth, rounded up; of ten members or fewer it is one person, and one person's doings are no figure
        members.members > 10 as has_a_tenth,
        members.members > 10 and members.place <= ceil(members.members / 10.0e0) as is_by_busiest_tenth,
        contributions.answers_item_id is not null or contributions.answers_author is not null as is_reply,
        answered.author_key is not null and answered.author_key <> members.author_key as is_between_members,
        coalesce(contributions.asks_question and contributions.answered_within_48h is not null, false) as is_question,
        coalesce(contributions.asks_question and contributions.answered_within_48h, false) as is_met
    from members
    inner join contributions
        on
            members.organisation_id = contributions.organisation_id and members.community_id = contributions.community_id
            and members.author_key = contributions.author_key
            and contributions.period <= members.period and contributions.period > {{ plus('members.period', -3, 'month') }}
    left join members as answered
        on
            members.organisation_id = answered.organisation_id and members.community_id = answered.community_id
            and members.period = answered.period and contributions.answers_author = answered.author_key
)

select
    organisation_id, community_id, period, 'contribution' as part_kind, platform, cast(null as {{ dbt.type_string() }}) as account_id,
    item_id, batch_id, has_a_tenth, is_by_busiest_tenth, is_reply, is_between_members, is_question, is_met
from said
union all
select
    acts.organisation_id, acts.community_id, months.period, 'act' as part_kind, acts.platform, acts.account_id,
    acts.post_id as item_id, acts.batch_id,
    false as has_a_tenth, false as is_by_busiest_tenth, true as is_reply, false as is_between_members, false as is_question, false as is_met
from {{ ref('int_communities__acts') }} as acts
inner join months on acts.period <= months.period and acts.period > {{ plus('months.period', -3, 'month') }}
where acts.kind = 'reply' and acts.is_on_contribution
