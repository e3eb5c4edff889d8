-- One row per KPI definition.
select
    kpi_id, name, definition, numerator, denominator,
    cast(scale as integer) as scale,
    unit, direction, level,
    cast(base_min as integer) as base_min,
    owner,
    cast(settle_days as integer) as settle_days,
    risks,
    cast(sort_order as integer) as sort_order,
    valid_from, valid_to
from {{ ref('kpis') }}
