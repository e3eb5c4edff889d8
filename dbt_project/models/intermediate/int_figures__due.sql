-- One row per organisation, KPI, slice and month shown: every figure that is due, whether or not it can be given.
with kpis as (select * from {{ ref('kpis') }}),

slices as (
    select organisation_id, 'organisation' as slice_kind, organisation_id as slice from {{ ref('int_organisations') }}
    union all
    select distinct organisation_id, 'platform' as slice_kind, platform as slice from {{ ref('int_accounts') }}
)

select
    slices.organisation_id, kpis.kpi_id, months.period, months.next_period, slices.slice_kind, slices.slice,
    kpis.numerator as numerator_measure, kpis.denominator as denominator_measure, kpis.scale, kpis.unit, kpis.base_min, kpis.subject,
    kpis.settle_days, kpis.needs_strategy, kpis.sentence
from slices
cross join {{ ref('int_months') }} as months
inner join kpis on ';' || kpis.slice_kinds || ';' like '%;' || slices.slice_kind || ';%'
where
    months.is_shown
    and kpis.valid_from < months.next_period
    and coalesce(kpis.valid_to, date '9999-12-31') >= months.next_period
