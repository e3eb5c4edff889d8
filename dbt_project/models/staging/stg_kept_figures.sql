-- One row per organisation, KPI, slice and month kept: the figure as it was last shown before rows behind it were removed.
with kept as (
    select
        *,
        row_number() over (partition by organisation_id, kpi_id, period, slice_kind, slice order by kept_on desc) as place
    from {{ source('raw', 'kept_figures') }}
)

select
    organisation_id, kpi_id, period, slice_kind, slice, numerator, denominator, value, state, status, reason, basis, coverage,
    definition_version, words, kept_on
from kept
where place = 1
