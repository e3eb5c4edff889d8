-- One row per organisation, platform, account (NULL: the platform's API) and thing that ends: the day, how near it is, what to do.
with counted as (select *, {{ days_apart('as_of', 'expires_on') }} as days_left from {{ ref('int_deadlines') }}),

judged as (
    select
        *,
        case -- the days of extractors/deadlines.py, which warns in the log
            when is_endless then 'no end'
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
        when level = 'no end' then 'The ' || name_of_it || ' has no end of its own, says ' || said_by || '.'
        when expires_on is null then 'No end of the ' || name_of_it || ' is known: ' || said_by || '.'
        when days_left < 0 then 'The ' || name_of_it || ' ended on ' || {{ day_name('expires_on') }} || '.'
        when days_left = 0 then 'The ' || name_of_it || ' ends today, ' || {{ day_name('expires_on') }} || '.'
        else
            'The ' || name_of_it || ' ends on ' || {{ day_name('expires_on') }} || ', in ' || {{ whole('days_left') }}
            || case days_left when 1 then ' day.' else ' days.' end
    end as words,
    case
        when level in ('far', 'no end') then null
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
