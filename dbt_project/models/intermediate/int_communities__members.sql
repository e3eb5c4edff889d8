-- One row per organisation, community, month and member who spoke in it in the six months to it: this quarter's doings and the last's.
-- A quarter is the month and the two before it; a like or a follow is no act and is nowhere in here. Keys never leave this schema.
with contributions as (
    select * from {{ ref('int_communities__contributions') }} where author_key is not null -- an author not given is nobody we can count
),

months as (select period from {{ ref('int_months') }}),

staff as (select distinct organisation_id, author_key from contributions where is_staff),

spoken as (
    select
        contributions.organisation_id, contributions.community_id, months.period, contributions.author_key,
        count(*) filter (where contributions.period > {{ plus('months.period', -3, 'month') }}) as contributions,
        count(*) filter (where contributions.period <= {{ plus('months.period', -3, 'month') }}) as contributions_last_quarter,
        count(*) filter (where contributions.period > {{ plus('months.period', -3, 'month') }} and contributions.is_to_us) as acts_to_us
    from contributions
    inner join months
        on contributions.period <= months.period and contributions.period > {{ plus('months.period', -6, 'month') }}
    group by contributions.organisation_id, contributions.community_id, months.period, contributions.author_key
),

answered as (
    select acts.organisation_id, acts.community_id, months.period, acts.member_key as author_key, count(*) as acts_from_us
    from {{ ref('int_communities__acts') }} as acts
    inner join months on acts.period <= months.period and acts.period > {{ plus('months.period', -3, 'month') }}
    where acts.member_key is not null
    group by acts.organisation_id, acts.community_id, months.period, acts.member_key
),

together as (
    select
        spoken.*,
        coalesce(answered.acts_from_us, 0) as acts_from_us, -- no act of ours on anything they said: none
        staff.author_key is not null as is_staff
    from spoken
    left join answered using (organisation_id, community_id, period, author_key)
    left join staff using (organisation_id, author_key)
)

select
    organisation_id, community_id, period, author_key, is_staff, contributions, contributions_last_quarter, acts_to_us, acts_from_us,
    sum(case when contributions > 0 then 1 else 0 end) over (partition by organisation_id, community_id, period) as members,
    -- who is busiest among equals does not matter for how much the busiest tenth said
    row_number() over (partition by organisation_id, community_id, period order by contributions desc, author_key) as place
from together
