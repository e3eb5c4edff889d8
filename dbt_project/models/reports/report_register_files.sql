-- One row per organisation, register and file: what it covers, and how many of its rows were taken and refused.
select
    organisation_id, register, batch_id, file_name,
    since as covered_from,
    {{ plus('until', -1, 'day') }} as covered_to,
    rows,
    dropped as refused,
    dropped_why as refused_why,
    observed_at as received_at,
    row_number() over (partition by organisation_id, register, file_name order by observed_at desc, batch_id desc) > 1 as is_replaced
from {{ ref('stg_register_files') }}
