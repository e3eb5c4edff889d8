-- One row per organisation: those in the seed, and those a file was imported for.
with met as (select distinct organisation_id from {{ ref('int_accounts') }})

select
    coalesce(listed.organisation_id, met.organisation_id) as organisation_id,
    coalesce(listed.name, met.organisation_id) as name,
    coalesce(listed.kind, 'not recorded') as kind,
    coalesce(listed.is_fictional, false) as is_fictional,
    coalesce(listed.note, 'Not in seeds/organisations.csv: add a row there to give it a name and a strategy') as note
from {{ ref('organisations') }} as listed
full join met on listed.organisation_id = met.organisation_id
