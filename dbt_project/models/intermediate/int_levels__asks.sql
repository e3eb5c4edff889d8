-- One row per organisation, month, level and thing it asks for: whether that holds. is_met NULL: cannot be told.
{% set often = "case {} when 0 then 'never' when 1 then 'hardly ever' when 2 then 'occasionally' else 'regularly' end" %}
{% set asks = [
    (1, 'two broadcasting purposes regularly', at_least(2, 'b_regular', 'b_unknown'), whole('b_regular'), 'why_b'),
    (2, 'mentions watched (L1) regularly', 'l1 = 3', often.format('l1'), 'why_l'),
    (2, 'three listening purposes at least occasionally', at_least(3, 'l_often', 'l_unknown'), whole('l_often'), 'why_l'),
    (3, 'people answered (C1) regularly', 'c1 = 3', often.format('c1'), 'why_c'),
    (3, 'people acknowledged and thanked (C2) regularly', 'c2 = 3', often.format('c2'), 'why_c'),
    (3, 'an answer for 60% of those who asked', 'answered >= 60', one_decimal('answered') ~ " || '%'", "'People who got an answer, ' || why_answered"),
    (4, 'five of the seven community purposes at least occasionally', at_least(5, 'c_often', 'c_unknown'), whole('c_often'), 'why_c'),
    (4, '25% of posts and replies that engage or support', 'communitarian >= 25', one_decimal('communitarian') ~ " || '%'", "'Communitarian share, ' || why_communitarian"),
    (4, 'two-way ties reported for one community', 'case when communities_measured > 0 then true end', "'none'", "'Two-way ties: ' || coalesce(why_ties, 'no community is on record')"),
    (5, 'all seven community purposes at least occasionally', at_least(7, 'c_often', 'c_unknown'), whole('c_often'), 'why_c'),
    (5, 'four community purposes regularly', at_least(4, 'c_regular', 'c_unknown'), whole('c_regular'), 'why_c'),
    (5, 'co-creation (C7) in each of the last two quarters', 'c7_acts > 0 and c7_acts_before > 0', "'not in both'",
        "coalesce(why_c, 'the quarter before is not known')"),
] %}
with facts as (select * from {{ ref('int_levels__facts') }}),

asked as (
    {% for level, asked, condition, now, why in asks %}
    select
        organisation_id, period, {{ level }} as level, {{ (asks | map(attribute=0) | list)[:loop.index].count(level) }} as ask, '{{ asked }}' as asked,
        {{ condition }} as is_met,
        {{ now }} as stands_at,
        {{ why }} as why_unknown
    from facts
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    organisation_id, period, level, ask, is_met,
    case
        when is_met is null then asked || ' (not known: ' || coalesce(trim(trailing '. ' from why_unknown), 'no reason was recorded') || ')'
        when not is_met then asked || ' (now ' || stands_at || ')'
    end as lacking,
    case when is_met is null then trim(trailing '. ' from why_unknown) end as why_unknown
from asked
