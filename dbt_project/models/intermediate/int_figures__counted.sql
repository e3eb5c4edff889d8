-- One row per figure due: its numerator and denominator among the measures, and everything that may keep it from being shown.
with due as (select * from {{ ref('int_figures__due') }}),

strategy as (
    select distinct objectives.organisation_id, months.period
    from {{ ref('objectives') }} as objectives
    inner join {{ ref('int_months') }} as months
        on objectives.valid_from < months.next_period and coalesce(objectives.valid_to, date '9999-12-31') >= months.next_period
),

without_basis as (
    select accounts.organisation_id, accounts.platform, max(terms.reason) as reason
    from {{ ref('int_accounts') }} as accounts
    inner join {{ ref('platform_terms') }} as terms on accounts.platform = terms.platform
    where terms.ratios_need_basis and accounts.licence_basis is null and accounts.route in ('api', 'api and export')
    group by accounts.organisation_id, accounts.platform
)

select
    due.*,
    standing.standing, standing.reason as standing_reason, standing.left_out,
    -- a month that was read whole and holds no act or question holds none: these counts are ours, not a platform's
    case when due.subject = 'engagement' then numerators.value else coalesce(numerators.value, 0) end as counted,
    case
        when due.denominator_measure is null then null
        when due.subject = 'engagement' then denominators.value
        else coalesce(denominators.value, 0) -- as above: read whole, and holding none
    end as base,
    numerators.coverage,
    case when due.denominator_measure = 'classified_acts' then unclassified.value end as unclassified,
    strategy.organisation_id is not null as has_strategy,
    case when due.subject = 'engagement' then without_basis.reason end as terms_reason,
    terms.memory as platform_memory,
    basis.audience, basis.is_settled as is_engagement_settled, basis.oldest_days,
    as_of.as_of
from due
inner join {{ ref('int_standing') }} as standing
    on
        due.organisation_id = standing.organisation_id and due.period = standing.period and due.slice_kind = standing.slice_kind
        and due.slice = standing.slice and due.subject = standing.subject
left join {{ ref('measures') }} as numerators
    on
        due.organisation_id = numerators.organisation_id and due.period = numerators.period and due.slice_kind = numerators.slice_kind
        and due.slice = numerators.slice and due.numerator_measure = numerators.measure
left join {{ ref('measures') }} as denominators
    on
        due.organisation_id = denominators.organisation_id and due.period = denominators.period
        and due.slice_kind = denominators.slice_kind and due.slice = denominators.slice and due.denominator_measure = denominators.measure
left join {{ ref('measures') }} as unclassified
    on
        due.organisation_id = unclassified.organisation_id and due.period = unclassified.period
        and due.slice_kind = unclassified.slice_kind and due.slice = unclassified.slice and unclassified.measure = 'unclassified_acts'
left join strategy on due.organisation_id = strategy.organisation_id and due.period = strategy.period
left join without_basis on due.organisation_id = without_basis.organisation_id and due.slice = without_basis.platform
left join {{ ref('platform_terms') }} as terms on due.slice = terms.platform
left join {{ ref('int_engagement_basis') }} as basis
    on
        due.subject = 'engagement' and due.organisation_id = basis.organisation_id and due.period = basis.period
        and due.slice = basis.platform
cross join {{ ref('int_as_of') }} as as_of
