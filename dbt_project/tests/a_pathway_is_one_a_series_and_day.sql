-- Offenders: series with two pathways written on one day; two lags or two directions at once would let us pick afterwards.
select organisation_id, series_id, written_on, count(*) as pathways
from {{ ref('pathways') }}
group by organisation_id, series_id, written_on
having count(*) > 1
