-- One row per organisation: those in the seed, and those a file was imported for.
with met as (select distinct organisation_id from {{ ref('int_accounts') }}),

pretended as (select distinct organisation_id from {{ ref('stg_extracts') }} where source = 'sandbox')

select
    coalesce(listed.organisation_id, met.organisation_id) as organisation_id,
    coalesce(listed.name, met.organisation_id) as name,
    coalesce(listed.kind, 'not recorded') as kind,
    coalesce(listed.is_fictional, false) as is_fictional,
    pretended.organisation_id is not null as is_sandbox,
    coalesce(listed.note, 'Not in seeds/organisations.csv: add a row there to give it a name and a strategy') as note
from {{ ref('organisations') }} as listed
full join met on listed.organisation_id = met.organisation_id
left join pretended on coalesce(listed.organisation_id, met.organisation_id) = pretended.organisation_id
