-- One row per organisation, community, month and measure shown beside the KPIs: its two counts, and what must be known for it.
{% set measures = {
    'give_ratio': ('community_acts_that_give', 'community_acts_with_own_link', 'exchanges', 'has_website', 'No web address of ours is recorded (seeds/own_websites.csv)'),
    'member_to_member': ('community_replies_between_members', 'community_replies', 'exchanges', 'true', ''),
    'questions_met': ('community_questions_met', 'community_questions', 'members', 'is_coded', 'Nobody has recorded which contributions ask something'),
    'returning_without_staff': (
        'community_members_returned_without_staff', 'community_members_last_quarter_without_staff', 'members_before', 'says_who_is_staff',
        'Nobody has recorded who is staff',
    ),
} %}
with counted as (
    select organisation_id, community_id, period, measure, sum(amount) as value
    from {{ ref('measure_communities') }}
    group by organisation_id, community_id, period, measure
),

recorded as (
    select
        communities.organisation_id, communities.community_id,
        count(acts.is_staff) > 0 as says_who_is_staff,
        count(acts.asks_question) > 0 as is_coded,
        communities.organisation_id in (select organisation_id from {{ ref('own_websites') }}) as has_website
    from {{ ref('stg_communities') }} as communities
    left join {{ ref('stg_community_acts') }} as acts
        on communities.organisation_id = acts.organisation_id and communities.community_id = acts.community_id
    group by communities.organisation_id, communities.community_id
),

due as (
    {% for measure, (numerator, denominator, subject, needed, lacking) in measures.items() %}
    select
        organisation_id, community_id, period, '{{ measure }}' as measure, '{{ numerator }}' as numerator_measure,
        '{{ denominator }}' as denominator_measure,
        case when standing = 'known' and not {{ needed }} then 'not_measurable' else standing end as standing,
        case when standing = 'known' and not {{ needed }} then '{{ lacking }}' else reason end as reason
    from {{ ref('int_communities__standing') }}
    inner join recorded using (organisation_id, community_id)
    where subject = '{{ subject }}'
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    due.organisation_id, due.community_id, due.period, due.measure, due.standing, due.reason,
    coalesce(numerators.value, 0) as numerator, -- a window that is known and holds none holds none
    coalesce(denominators.value, 0) as denominator, -- as above
    -- two figures side by side tell how many stand between them
    case when due.measure = 'returning_without_staff' then everybody.value - coalesce(denominators.value, 0) end as staff_left_out, -- as above
    case
        when due.measure = 'returning_without_staff'
            then coalesce(returned.value, 0) - coalesce(numerators.value, 0) -- as above
    end as staff_returned
from due
{% for side, measure in {
    'numerators': 'due.numerator_measure', 'denominators': 'due.denominator_measure', 'everybody': "'community_members_last_quarter'",
    'returned': "'community_members_returned'",
}.items() %}
left join counted as {{ side }}
    on
        due.organisation_id = {{ side }}.organisation_id and due.community_id = {{ side }}.community_id
        and due.period = {{ side }}.period and {{ side }}.measure = {{ measure }}
{% endfor %}
