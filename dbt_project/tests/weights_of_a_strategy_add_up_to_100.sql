-- Offenders: organisations whose weights in force on one day do not add up to 100.
select organisation_id, strategy_version, sum(weight) as weights
from {{ ref('objectives') }}
where valid_to is null
group by organisation_id, strategy_version
having sum(weight) <> 100
