-- One row per organisation, register and file: what it covers, and how many of its rows were taken and refused.
select
    files.organisation_id, files.register,
    coalesce(registers.name, files.register) as name,
    files.batch_id, files.file_name,
    files.since as covered_from,
    {{ plus('files.until', -1, 'day') }} as covered_to,
    files.rows,
    files.dropped as refused,
    files.dropped_why as refused_why,
    files.observed_at as received_at,
    row_number() over (
        partition by files.organisation_id, files.register, files.file_name order by files.observed_at desc, files.batch_id desc
    ) > 1 as is_replaced
from {{ ref('stg_register_files') }} as files
left join {{ ref('registers') }} as registers on files.register = registers.register
