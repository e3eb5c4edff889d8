-- Offenders: KPIs whose numerator or denominator no measure model yields. A month with no rows at all is no offence.
with named as (
    select kpi_id, numerator as measure from {{ ref('kpis') }}
    union all
    select kpi_id, denominator as measure from {{ ref('kpis') }} where denominator is not null
)

select named.kpi_id, named.measure
from named
where
    named.measure not in (select distinct measure from {{ ref('measures') }})
    and exists (select 1 from {{ ref('fct_acts') }})
    and exists (select 1 from {{ ref('fct_interactions') }})
