-- One row per account, subject and silence too long to be believed: its first and last day, and the pace before it.
-- Ours: so many of the 90 known days before it (28 at least, with 10 items at least) brought something that chance would leave such
-- a silence once in 1.2 million (e^14). Days are counted and not items, for posts come in bursts. It is also more than twice any
-- silence of those days: some desks rest at weekends. Comments come in longer bursts: of them once in e^16 is asked, by the share
-- of quiet days that were followed by another kind if that is smaller. Tried on two years of 15 made-up worlds, and wrong in none.
with judged as (
    select
        *,
        least(1.0e0 * active_before, days_before - 0.5) / days_before as share_active,
        least(1.0e0 * (silences_before + 1) / (days_before - active_before + 1), 0.995) as share_ended
    from {{ ref('int_account_spells') }}
    where
        days_before >= 28 and items_before >= 10
        and days > 2 * coalesce(longest_before, 0) -- no silence before it: none was longer than no day
),

unbelievable as (
    select
        organisation_id, platform, account_id, subject, first_day, last_day,
        1.0e0 * items_before / days_before as items_a_day
    from judged
    where
        -ln(1 - share_active) * days >= 14
        and (subject <> 'interactions' or -ln(1 - least(share_active, share_ended)) * days >= 16)
),

-- an account that was silent beyond belief, and to whom nobody said anything on those days either, was not read at all
unheard as (
    select posts.organisation_id, posts.platform, posts.account_id, posts.first_day, posts.last_day, posts.items_a_day
    from unbelievable as posts
    inner join {{ ref('int_account_days') }} as days
        on
            posts.organisation_id = days.organisation_id and posts.platform = days.platform and posts.account_id = days.account_id
            and days.day >= posts.first_day and days.day <= posts.last_day
    where posts.subject = 'posts' and days.subject = 'interactions'
    group by posts.organisation_id, posts.platform, posts.account_id, posts.first_day, posts.last_day, posts.items_a_day
    having sum(days.items) = 0
)

select
    organisation_id, platform, account_id, subject, first_day, last_day, items_a_day,
    case subject when 'interactions' then 'questions and comments' else 'posts' end as said_of
from unbelievable
union all
select organisation_id, platform, account_id, 'interactions' as subject, first_day, last_day, items_a_day, 'posts' as said_of
from unheard
