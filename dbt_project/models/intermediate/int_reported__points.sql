-- One row per edition (or `latest`), series and month that was judged: what kind of point it was on the control chart.
with judged as (
    select edition, organisation_id, subject_kind, subject_id, slice_kind, slice, period, point_type, variation_icon
    from {{ source('raw', 'reported_spc') }}
    where is_judged
    union all
    select 'latest', organisation_id, subject_kind, subject_id, slice_kind, slice, period, point_type, variation_icon
    from {{ ref('report_spc') }}
    where is_judged
)

select
    edition, organisation_id,
    case subject_kind when 'kpi' then 'figure' else subject_kind end as subject_kind, -- as restatements call it
    subject_id, slice_kind, slice, period, point_type, variation_icon
from judged
