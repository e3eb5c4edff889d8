-- One row per organisation, platform, open account (NULL: the platform's API) and thing that ends: the day, as far as it is known.
-- An account nobody has looked at yet has its row too: not knowing when a token ends is worth a line.
with open_accounts as (
    select accounts.organisation_id, accounts.platform, accounts.account_id, accounts.name, as_of.as_of
    from {{ ref('int_accounts') }} as accounts
    cross join {{ ref('int_as_of') }} as as_of
    where accounts.is_registered and (accounts.closed_on is null or accounts.closed_on >= as_of.as_of)
),

of_accounts as (
    select
        accounts.organisation_id, accounts.platform, accounts.account_id, accounts.name, accounts.as_of,
        coalesce(said.what, 'token') as what,
        said.expires_on,
        coalesce(said.is_endless, false) as is_endless,
        coalesce(said.said_by, 'no extract has looked yet') as said_by,
        said.observed_at
    from open_accounts as accounts
    left join {{ ref('stg_deadlines') }} as said
        on
            accounts.organisation_id = said.organisation_id and accounts.platform = said.platform
            and accounts.account_id = said.account_id and said.what <> 'api version'
),

-- every account of a platform is asked in the same version: once is enough
of_versions as (
    select
        accounts.organisation_id, accounts.platform, cast(null as {{ dbt.type_string() }}) as account_id,
        cast(null as {{ dbt.type_string() }}) as name, accounts.as_of, said.what, said.expires_on, said.is_endless, said.said_by,
        said.observed_at,
        row_number() over (partition by accounts.organisation_id, accounts.platform order by said.observed_at desc, said.account_id) as newness
    from open_accounts as accounts
    inner join {{ ref('stg_deadlines') }} as said
        on
            accounts.organisation_id = said.organisation_id and accounts.platform = said.platform
            and accounts.account_id = said.account_id
    where said.what = 'api version'
)

select organisation_id, platform, account_id, name, as_of, what, expires_on, is_endless, said_by, observed_at
from of_accounts
union all
select organisation_id, platform, account_id, name, as_of, what, expires_on, is_endless, said_by, observed_at
from of_versions
where newness = 1
