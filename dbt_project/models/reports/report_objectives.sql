-- One row per organisation, strategic objective and first day it is in force.
select
    organisation_id, objective_id, name,
    cast(weight as integer) as weight,
    outcome, owner, strategy_version, valid_from, valid_to,
    cast(row_number() over (partition by organisation_id order by objective_id) as integer) as sort_order
from {{ ref('objectives') }}
