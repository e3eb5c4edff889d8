-- One row per organisation.
select
    organisation_id, name, kind, is_fictional, is_sandbox, note,
    cast(row_number() over (order by case when is_fictional then 1 else 0 end, organisation_id) as integer) as sort_order
from {{ ref('int_organisations') }}
