-- One row per row of a register's file that was refused; of a file that came again under its name, the newest speaks.
with files as (select * from {{ ref('report_register_files') }} where not is_replaced)

select
    entries.organisation_id,
    entries.register,
    files.name,
    files.file_name,
    entries.line,
    entries.refusal as reason
from {{ source('raw', 'entries') }} as entries
inner join files
    on
        entries.organisation_id = files.organisation_id
        and entries.register = files.register
        and entries.batch_id = files.batch_id
where entries.refusal is not null
