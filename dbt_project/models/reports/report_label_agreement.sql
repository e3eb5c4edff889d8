-- One row per organisation, quarter and subject: how far two people who labelled the same things agreed, and beyond chance (Cohen's kappa).
{% set pairs_min = 30 %} {# ours: fewer say nothing of agreement #}
{% set kappa_min = 0.6 %} {# ours: below it the mode mix is read with care #}
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
),

counted as (
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
),

kept as (select distinct organisation_id, register from {{ ref('stg_register_files') }}),

valued as (
    select
        counted.*,
        case
            when counted.pairs = 0 and kept.register is null then 'not_measurable'
            when counted.pairs = 0 then 'missing'
            when counted.pairs < {{ pairs_min }} then 'withheld'
            when counted.chance = counted.pairs * counted.pairs then 'not_measurable'
            else 'measured'
        end as state,
        case counted.subject when 'purposes' then 'acts' else 'mentions' end as things,
        1.0 * counted.agreed / nullif(counted.pairs, 0) as share,
        1.0 * (counted.agreed * counted.pairs - counted.chance) / nullif(counted.pairs * counted.pairs - counted.chance, 0) as kappa_found
    from counted
    left join kept
        on
            counted.organisation_id = kept.organisation_id
            and kept.register = case counted.subject when 'purposes' then 'labels' else 'coded_mentions' end
)

select
    organisation_id, quarter, subject, pairs,
    case when pairs >= {{ pairs_min }} then agreed end as agreed,
    cast(case when pairs >= {{ pairs_min }} then share end as double) as agreed_share,
    cast(case when state = 'measured' then kappa_found end as double) as kappa,
    state,
    case when state = 'measured' then kappa_found < {{ kappa_min }} end as is_warning,
    case
        when pairs = 0 and state = 'not_measurable' then 'Not measurable: nobody keeps a register of labelled ' || things || '.'
        when pairs = 0 then 'Missing: no ' || things || ' of this quarter were labelled by two people.'
        when state = 'withheld'
            then 'Withheld: too few to report. Two people labelled ' || {{ whole('pairs') }} || ' ' || things || ', and it takes {{ pairs_min }}.'
        when state = 'not_measurable'
            then
                'Not measurable: both gave all ' || {{ whole('pairs') }} || ' ' || things
                || ' the same label, so agreement beyond chance (Cohen''s kappa) is undefined.'
        else
            'Two people agreed on ' || {{ whole('agreed') }} || ' of ' || {{ whole('pairs') }} || ' ' || things || ' (' || {{ whole('100 * share') }}
            || '%); beyond chance (Cohen''s kappa) that is ' || {{ two_decimals('kappa_found') }} || '.'
            || case
                when kappa_found < {{ kappa_min }}
                    then ' Below {{ kappa_min }}: read ' || case subject when 'purposes' then 'the mode mix' else 'what is said of concerns' end || ' with care.'
                else ''
            end
    end as words
from valued
