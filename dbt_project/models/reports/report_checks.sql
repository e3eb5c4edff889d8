-- One row per batch and check.
select
    table_name, platform, account_id, batch_id, check_name, column_name, severity, is_met, observed, notes,
    {{ in_utc('checked_at') }} as checked_at,
    is_accepted,
    owner,
    coalesce(description, notes) as description,
    next_step,
    cast(null as {{ dbt.type_string() }}) as organisation_id
from {{ source('raw', 'checks') }}
