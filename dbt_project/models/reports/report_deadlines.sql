-- One row per organisation, platform, account (NULL: the platform's API) and thing that ends: the day, how near it is, what to do.
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
        cast(null as {{ dbt.type_string() }}) as name, accounts.as_of, said.what, said.expires_on, said.said_by, said.observed_at,
        row_number() over (partition by accounts.organisation_id, accounts.platform order by said.observed_at desc, said.account_id) as newness
    from open_accounts as accounts
    inner join {{ ref('stg_deadlines') }} as said
        on
            accounts.organisation_id = said.organisation_id and accounts.platform = said.platform
            and accounts.account_id = said.account_id
    where said.what = 'api version'
),

all_of_them as (
    select organisation_id, platform, account_id, name, as_of, what, expires_on, said_by, observed_at from of_accounts
    union all
    select organisation_id, platform, account_id, name, as_of, what, expires_on, said_by, observed_at from of_versions
    where newness = 1
),

counted as (select *, {{ days_apart('as_of', 'expires_on') }} as days_left from all_of_them),

judged as (
    select
        *,
        case -- the days of extractors/deadlines.py, which warns in the log
            when expires_on is null then 'not stated'
            when days_left <= 0 then 'past'
            when days_left <= 3 then 'urgent'
            when days_left <= 14 then 'warning'
            when days_left <= 30 then 'notice'
            else 'far'
        end as level,
        case what when 'api version' then 'API version' else what end as name_of_it
    from counted
)

select
    organisation_id, platform, account_id, name, what, expires_on,
    cast(days_left as bigint) as days_left,
    level,
    case
        when expires_on is null then 'No end of the ' || name_of_it || ' is known: ' || said_by || '.'
        when days_left < 0 then 'The ' || name_of_it || ' ended on ' || {{ day_name('expires_on') }} || '.'
        when days_left = 0 then 'The ' || name_of_it || ' ends today, ' || {{ day_name('expires_on') }} || '.'
        else
            'The ' || name_of_it || ' ends on ' || {{ day_name('expires_on') }} || ', in ' || {{ whole('days_left') }}
            || case days_left when 1 then ' day.' else ' days.' end
    end as words,
    case
        when level = 'far' then null
        when what = 'api version' and expires_on is not null
            then 'Set VERSION in extractors/platforms/' || platform || '.py to a newer one, after reading what the platform changed.'
        when what = 'data access' and expires_on is not null
            then 'Ask whoever manages the Page to consent again: data access ends 90 days after the last consent.'
        when expires_on is not null
            then 'Ask whoever manages the account to consent again, then put the new token in its secret.'
        when what = 'data access' then 'Name the app in the secret (client_id and client_secret), so that the platform can be asked.'
        when what = 'token' then 'Put into the secret what lets the token be renewed or its end be known: see docker/.env.example.'
    end as next_step,
    said_by, observed_at
from judged
