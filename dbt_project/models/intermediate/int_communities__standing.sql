-- One row per organisation, community, month and subject: is the whole window of a figure known, and if not, why not.
-- subject: members (the month and the two before it) | members_before (and the three before those) | exchanges (as members, and our side of it).
with communities as (select * from {{ ref('stg_communities') }}),

subjects as (
    select 'members' as subject, 3 as months_needed
    union all
    select 'members_before' as subject, 6 as months_needed
    union all
    select 'exchanges' as subject, 3 as months_needed
),

windows as (
    select
        communities.organisation_id, communities.community_id, communities.is_private, communities.platforms, communities.valid_from, communities.valid_to,
        subjects.subject, months.period, months.next_period,
        {{ plus('months.period', '1 - subjects.months_needed', 'month') }} as first_day,
        least(months.next_period, as_of.as_of) as end_day
    from communities
    cross join subjects
    cross join {{ ref('int_months') }} as months
    cross join {{ ref('int_as_of') }} as as_of
    where months.is_shown
),

covered as (
    select distinct files.organisation_id, days.day
    from {{ ref('stg_register_files') }} as files
    inner join {{ ref('int_calendar') }} as days on days.day >= files.since and days.day < files.until
    where files.register = 'community_acts'
),

listed as (
    select windows.organisation_id, windows.community_id, windows.subject, windows.period, count(covered.day) as days_listed
    from windows
    left join covered
        on windows.organisation_id = covered.organisation_id and covered.day >= windows.first_day and covered.day < windows.end_day
    group by windows.organisation_id, windows.community_id, windows.subject, windows.period
),

-- our side of an exchange: every channel of ours where the community meets (an empty cell: anywhere)
channels as (
    select
        windows.organisation_id, windows.community_id, windows.subject, windows.period,
        {{ list_agg("case when ours.standing = 'missing' then ours.reason end", '; ') }} as why_missing,
        {{ list_agg("case when ours.standing = 'not_measurable' then ours.reason end", '; ') }} as why_not_measurable
    from windows
    inner join {{ ref('int_account_months') }} as ours
        on
            windows.organisation_id = ours.organisation_id and ours.period >= windows.first_day and ours.period <= windows.period
            and (windows.platforms is null or ';' || windows.platforms || ';' like '%;' || ours.platform || ';%')
    where windows.subject = 'exchanges'
    group by windows.organisation_id, windows.community_id, windows.subject, windows.period
),

kept as (select distinct organisation_id from {{ ref('stg_register_files') }} where register = 'community_acts'),

judged as (
    select
        windows.organisation_id, windows.community_id, windows.period, windows.subject,
        case
            when windows.is_private then 'A private group cannot be measured from outside'
            when windows.valid_to < windows.next_period then 'Not counted from ' || {{ day_name('windows.valid_to') }} || ' on'
            when windows.valid_from > windows.first_day
                then 'Counted from ' || {{ day_name('windows.valid_from') }} || ' on: the months this needs are not all behind it'
            when kept.organisation_id is null then 'No record is kept of what is said in communities'
            when channels.why_not_measurable is not null then channels.why_not_measurable
        end as why_not_measurable,
        case
            when listed.days_listed < {{ days_apart('windows.first_day', 'windows.end_day') }}
                then
                    'What was said in communities is recorded for ' || {{ whole('listed.days_listed') }} || ' of the '
                    || {{ whole(days_apart('windows.first_day', 'windows.end_day')) }} || ' days this needs'
            else channels.why_missing
        end as why_missing
    from windows
    inner join listed using (organisation_id, community_id, subject, period)
    left join channels using (organisation_id, community_id, subject, period)
    left join kept on windows.organisation_id = kept.organisation_id
)

select
    organisation_id, community_id, period, subject,
    case
        when why_not_measurable is not null then 'not_measurable'
        when why_missing is not null then 'missing'
        else 'known'
    end as standing,
    coalesce(why_not_measurable, why_missing) as reason
from judged
