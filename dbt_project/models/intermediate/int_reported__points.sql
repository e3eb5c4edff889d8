-- One row per edition (or `latest`), series and month that was judged: what kind of point it was on the control chart.
select edition, organisation_id, subject_kind, subject_id, slice_kind, slice, period, point_type, variation_icon
from {{ source('raw', 'reported_spc') }}
where is_judged
