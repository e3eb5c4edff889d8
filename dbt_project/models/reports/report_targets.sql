-- One row per organisation, KPI and month with a target in force, or a reason for having none (target NULL).
select
    targets.organisation_id, targets.kpi_id, months.period,
    cast(targets.target as double) as target,
    targets.comparator, targets.note
from {{ ref('targets') }} as targets
inner join {{ ref('int_months') }} as months
    on targets.valid_from <= months.period and coalesce(targets.valid_to, date '9999-12-31') > months.period
