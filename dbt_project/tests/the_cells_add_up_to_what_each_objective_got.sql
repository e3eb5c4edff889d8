-- Offenders: objectives whose cells, purpose by purpose, are not in all what is said of the objective. Of acts whose purpose nobody could tell,
-- all are cells of 'none', and only those known to speak with somebody are said to lack an objective: what is said of 'none' lies between.
with cells as (
    select
        organisation_id, period, objective_id, counted,
        case when count(number) = count(*) then sum(number) end as most,
        case when count(number) = count(*) then sum(case when objective_id = 'none' and purpose_id = 'none' then 0 else number end) end as fewest
    from {{ ref('report_objective_purposes') }}
    group by organisation_id, period, objective_id, counted
)

select cells.organisation_id, cells.period, cells.objective_id, cells.counted, cells.fewest, cells.most, said.acts, said.heard
from cells
inner join {{ ref('report_objective_months') }} as said
    on cells.organisation_id = said.organisation_id and cells.period = said.period and cells.objective_id = said.objective_id
where case cells.counted when 'acts' then said.acts else said.heard end not between cells.fewest and cells.most
