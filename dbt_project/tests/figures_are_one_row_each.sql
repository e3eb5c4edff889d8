-- Offenders: figures that are there twice.
select organisation_id, kpi_id, slice_kind, slice, period, count(*) as times
from {{ ref('report_figures') }}
group by organisation_id, kpi_id, slice_kind, slice, period
having count(*) > 1
