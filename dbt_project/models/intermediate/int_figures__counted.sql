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
),

{% set sides = {
    'numerators': 'numerator_measure', 'denominators': 'denominator_measure', 'bases': 'base_measure', 'covered': 'coverage_part',
    'wholes': 'coverage_whole',
} %}
joined as (
    select
        due.*,
        {% for side in sides %}
        -- a month that is known and holds none of it holds none: what is not known never gets as far as a number
        coalesce({{ side }}.value, 0) as {{ side }}_value,
        {% endfor %}
        standing.standing, standing.reason as standing_reason, standing.left_out
    from due
    left join {{ ref('int_figures__standing') }} as standing
        on
            due.organisation_id = standing.organisation_id and due.kpi_id = standing.kpi_id and due.period = standing.period
            and due.slice_kind = standing.slice_kind and due.slice = standing.slice
    {% for side, measure in sides.items() %}
    left join {{ ref('measures') }} as {{ side }}
        on
            due.organisation_id = {{ side }}.organisation_id and due.period = {{ side }}.period and due.{{ measure }} = {{ side }}.measure
            {% if side == 'numerators' %}
            and due.slice_kind = {{ side }}.slice_kind and due.slice = {{ side }}.slice
            {% else %}
            -- a theme is a part of all that was said, so it is set against the whole
            and case due.slice_kind when 'theme' then 'organisation' else due.slice_kind end = {{ side }}.slice_kind
            and case due.slice_kind when 'theme' then due.organisation_id else due.slice end = {{ side }}.slice
            {% endif %}
    {% endfor %}
)

select
    joined.*,
    numerators_value as counted,
    case when joined.denominator_measure is not null then denominators_value end as divisor,
    case when joined.base_measure is not null then bases_value end as base,
    case when joined.coverage_whole is not null and wholes_value > 0 then covered_value / wholes_value end as covered_share,
    unclassified.value as unclassified,
    agreement.words as agreement_warning,
    strategy.organisation_id is not null as has_strategy,
    case when joined.is_engagement then without_basis.reason end as terms_reason,
    terms.memory as platform_memory,
    removed.reason as removed_reason, removed.platform_names as removed_from,
    basis.audience, basis.is_settled as is_engagement_settled, basis.oldest_days, basis.retired,
    as_of.as_of
from joined
left join {{ ref('measures') }} as unclassified
    on
        joined.denominator_measure = 'classified_acts' and joined.organisation_id = unclassified.organisation_id
        and joined.period = unclassified.period and joined.slice_kind = unclassified.slice_kind and joined.slice = unclassified.slice
        and unclassified.measure = 'unclassified_acts'
-- two people who did not agree on purposes, or on concerns, cast doubt on what is counted by them
left join {{ ref('report_label_agreement') }} as agreement
    on
        joined.organisation_id = agreement.organisation_id and agreement.is_warning
        and agreement.quarter = cast(date_trunc('quarter', joined.period) as date)
        and agreement.subject = case joined.family when 'mode mix' then 'purposes' when 'trust' then 'concerns' end
left join strategy on joined.organisation_id = strategy.organisation_id and joined.period = strategy.period
left join without_basis on joined.organisation_id = without_basis.organisation_id and joined.standing_slice = without_basis.platform
left join {{ ref('platform_terms') }} as terms on joined.standing_slice = terms.platform
left join {{ ref('int_engagement_basis') }} as basis
    on
        joined.is_engagement and joined.organisation_id = basis.organisation_id and joined.period = basis.period
        and joined.standing_slice = basis.platform
left join {{ ref('int_figures__removed') }} as removed
    on
        joined.organisation_id = removed.organisation_id and joined.kpi_id = removed.kpi_id and joined.period = removed.period
        and joined.slice_kind = removed.slice_kind and joined.slice = removed.slice
cross join {{ ref('int_as_of') }} as as_of
