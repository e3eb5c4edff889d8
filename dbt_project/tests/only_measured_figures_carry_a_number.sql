-- Offenders: a number that is not measured, a measured figure without one, and a silence without a reason.
select organisation_id, kpi_id, slice_kind, slice, period, state, value, reason
from {{ ref('report_figures') }}
where (state = 'measured') <> (value is not null) or (state <> 'measured' and (reason is null or numerator is not null))
