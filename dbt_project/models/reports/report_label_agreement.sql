-- One row per organisation, quarter and subject: how far two people who labelled the same things agreed, and beyond chance (Cohen's kappa).
{% set pairs_min = 30 %} {# ours: fewer say nothing of agreement #}
{% set kappa_min = 0.6 %} {# ours: below it the mode mix is read with care #}
with counted as (select * from {{ ref('int_labels__counted') }}),

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
        1.0e0 * counted.agreed / nullif(counted.pairs, 0) as share,
        1.0e0 * (counted.agreed * counted.pairs - counted.chance) / nullif(counted.pairs * counted.pairs - counted.chance, 0) as kappa_found
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
