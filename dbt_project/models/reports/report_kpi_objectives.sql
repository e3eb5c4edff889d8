-- One row per organisation, KPI and objective it stands under; ALL is the whole strategy.
-- An organisation with no strategy on record still sees every KPI.
with listed as (select organisation_id, kpi_id, objective_id from {{ ref('kpi_objectives') }})

select organisation_id, kpi_id, objective_id from listed
union all
select organisations.organisation_id, kpis.kpi_id, 'ALL' as objective_id
from {{ ref('int_organisations') }} as organisations
cross join {{ ref('kpis') }} as kpis
where organisations.organisation_id not in (select organisation_id from listed)
