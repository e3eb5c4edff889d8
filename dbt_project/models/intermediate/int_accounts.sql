-- One row per account: those in the register, and those a file was imported for.
with met as (
    select
        organisation_id, platform, account_id,
        min(route) as first_route,
        max(route) as last_route,
        min(since) as first_since
    from {{ ref('stg_extracts') }}
    group by organisation_id, platform, account_id
),

registered as (select * from {{ ref('accounts') }})

select
    coalesce(registered.organisation_id, met.organisation_id) as organisation_id,
    coalesce(registered.platform, met.platform) as platform,
    coalesce(registered.account_id, met.account_id) as account_id,
    coalesce(registered.name, met.account_id) as name,
    registered.account_id is not null as is_registered,
    -- an account known only from files is expected from the first day a file speaks of
    coalesce(registered.opened_on, met.first_since) as opened_on,
    registered.closed_on,
    registered.licence_basis,
    case
        when met.account_id is null then 'never'
        when met.first_route != met.last_route then 'api and export'
        else met.first_route
    end as route
from registered
full join met
    on
        registered.organisation_id = met.organisation_id and registered.platform = met.platform
        and registered.account_id = met.account_id
