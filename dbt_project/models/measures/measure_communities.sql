-- One row per member, contribution or act of ours, month whose quarter it counts in, community and measure.
-- Members and what they said are numbered afresh in every measure and month, so that nobody can be followed. Only known windows leave parts.
with standing as (select * from {{ ref('int_communities__standing') }} where standing = 'known'),

members as (
    select
        members.organisation_id, members.period, 'member' as part_kind, members.author_key as part_id,
        {{ unknown(['platform', 'account_id', 'objective_id']) }}, members.community_id, {{ unknown(['theme', 'field', 'batch_id']) }},
        {{ one_if('contributions > 0') }} as community_members_active,
        {{ one_if('contributions > 0 and (acts_to_us > 0 or acts_from_us > 0)') }} as community_members_in_touch,
        {{ one_if('contributions > 0 and (acts_to_us > 0 or acts_from_us > 0)') }} as community_members_with_any_exchange,
        {{ one_if('contributions > 0 and acts_to_us > 0 and acts_from_us > 0') }} as community_members_both_ways,
        {{ one_if('contributions_last_quarter > 0') }} as community_members_last_quarter,
        {{ one_if('contributions_last_quarter > 0 and contributions > 0') }} as community_members_returned,
        {{ one_if('contributions_last_quarter > 0 and not is_staff') }} as community_members_last_quarter_without_staff,
        {{ one_if('contributions_last_quarter > 0 and contributions > 0 and not is_staff') }} as community_members_returned_without_staff
    from {{ ref('int_communities__members') }} as members
),

talk as (
    select
        organisation_id, period, part_kind, item_id as part_id, platform, account_id, {{ unknown(['objective_id']) }}, community_id,
        {{ unknown(['theme', 'field']) }}, batch_id,
        {{ one_if('has_a_tenth') }} as community_contributions,
        {{ one_if('is_by_busiest_tenth') }} as community_contributions_of_busiest_tenth,
        {{ one_if('is_reply') }} as community_replies,
        {{ one_if('is_between_members') }} as community_replies_between_members,
        {{ one_if('is_question') }} as community_questions,
        {{ one_if('is_met') }} as community_questions_met
    from {{ ref('int_communities__talk') }}
),

given as (
    select
        acts.organisation_id, months.period, 'act' as part_kind, acts.post_id as part_id, acts.platform, acts.account_id,
        {{ unknown(['objective_id']) }}, acts.community_id, {{ unknown(['theme', 'field']) }}, acts.batch_id,
        {{ one_if('gives') }} as community_acts_that_give,
        {{ one_if('carries_own_link') }} as community_acts_with_own_link
    from {{ ref('int_communities__acts') }} as acts
    inner join {{ ref('int_months') }} as months on acts.period <= months.period and acts.period > {{ plus('months.period', -3, 'month') }}
),

parts as (
    {{ as_parts('members', [
        'community_members_active', 'community_members_in_touch', 'community_members_with_any_exchange', 'community_members_both_ways',
        'community_members_last_quarter', 'community_members_returned', 'community_members_last_quarter_without_staff',
        'community_members_returned_without_staff',
    ]) }}
    union all
    {{ as_parts('talk', [
        'community_contributions', 'community_contributions_of_busiest_tenth', 'community_replies', 'community_replies_between_members',
        'community_questions', 'community_questions_met',
    ]) }}
    union all
    {{ as_parts('given', ['community_acts_that_give', 'community_acts_with_own_link']) }}
)

select
    parts.organisation_id, parts.period, parts.measure, parts.amount, parts.part_kind,
    case
        when parts.part_kind = 'act' then parts.part_id
        else cast(row_number() over (
            partition by parts.organisation_id, parts.community_id, parts.period, parts.measure, parts.part_kind
            order by {{ by_hash('parts.part_id || parts.measure || cast(parts.period as ' ~ dbt.type_string() ~ ')') }}, parts.platform, parts.account_id, parts.batch_id
        ) as {{ dbt.type_string() }})
    end as part_id,
    case when parts.part_kind = 'act' then parts.platform end as platform,
    parts.account_id, parts.objective_id, parts.community_id, parts.theme, parts.field, parts.batch_id
from parts
inner join standing
    on
        parts.organisation_id = standing.organisation_id and parts.community_id = standing.community_id and parts.period = standing.period
        and standing.subject = case
            when parts.measure like 'community_members_last_quarter%' or parts.measure like 'community_members_returned%' then 'members_before'
            when parts.part_kind = 'act' or parts.measure in (
                -- the active are the base of those in touch: no base without our side, or unknown would read as nobody
                'community_members_active', 'community_members_in_touch', 'community_members_with_any_exchange', 'community_members_both_ways'
            ) then 'exchanges'
            else 'members'
        end
