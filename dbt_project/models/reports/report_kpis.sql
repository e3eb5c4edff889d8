-- One row per KPI definition.
select
    kpi_id,
    cast(definition_version as integer) as definition_version,
    name, definition, numerator, denominator, coalesce(base_measure, denominator) as base_measure,
    cast(scale as integer) as scale,
    unit, direction, level, family, counter_measure, subjects, slice_kinds,
    cast(base_min as integer) as base_min,
    cast(cell_min as integer) as cell_min,
    cast(coverage_min as double) as coverage_min,
    owner,
    cast(settle_days as integer) as settle_days,
    risks,
    cast(sort_order as integer) as sort_order,
    valid_from, valid_to
from {{ ref('kpis') }}
