-- One row per organisation, quarter and subject: things labelled by two people, those they agreed on, and how many chance alone would give.
with pairs as (select * from {{ ref('int_labels__pairs') }}),

quarters as (
    select distinct organisations.organisation_id, cast(date_trunc('quarter', months.period) as date) as quarter, subjects.subject
    from {{ ref('int_organisations') }} as organisations
    cross join {{ ref('int_months') }} as months
    cross join (select 'purposes' as subject union all select 'concerns' as subject) as subjects
    where months.is_shown
),

labels as (
    select organisation_id, quarter, subject, first_label as label, 1 as by_first, 0 as by_second from pairs
    union all
    select organisation_id, quarter, subject, second_label as label, 0 as by_first, 1 as by_second from pairs
),

used as (
    select organisation_id, quarter, subject, label, cast(sum(by_first) * sum(by_second) as bigint) as product
    from labels
    group by organisation_id, quarter, subject, label
),

-- chance: both give the same label if each labels blindly, as often as he did. Times pairs squared, so that it stays whole
chances as (
    select organisation_id, quarter, subject, cast(sum(product) as bigint) as chance
    from used
    group by organisation_id, quarter, subject
)

select
    quarters.organisation_id, quarters.quarter, quarters.subject, max(chances.chance) as chance,
    count(pairs.item_id) as pairs,
    count(*) filter (where pairs.first_label = pairs.second_label) as agreed
from quarters
left join pairs
    on quarters.organisation_id = pairs.organisation_id and quarters.quarter = pairs.quarter and quarters.subject = pairs.subject
left join chances
    on quarters.organisation_id = chances.organisation_id and quarters.quarter = chances.quarter and quarters.subject = chances.subject
group by quarters.organisation_id, quarters.quarter, quarters.subject
