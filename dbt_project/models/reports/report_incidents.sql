-- One row per incident: what was wrong, whose it is, how it stands, and the same in a sentence.
with dated as (
    select
        *,
        {{ day_of('opened_at') }} as since_on,
        {{ day_of('closed_at') }} as closed_on,
        {{ day_of('acted_at') }} as acted_on
    from {{ ref('stg_incidents') }}
),

judged as (
    select
        dated.*,
        case
            when dated.closed_at is not null then 'over'
            when dated.acted_at is not null then 'taken'
            when dated.snoozed_until > as_of.as_of then 'put off'
            else 'nobody acted'
        end as state,
        -- 30 days before the last look: what ended before that is history; where nobody ever looked nothing is
        dated.closed_on is not null and coalesce(dated.closed_on >= {{ plus('as_of.as_of', -30, 'day') }}, true) as is_just_over
    from dated
    cross join {{ ref('int_as_of') }} as as_of
)

select
    organisation_id, incident_id, cause_class, severity, platform, account_id, title, cause, means, affected, owner, next_step,
    link, opened_at, last_seen_at, times_seen, closed_at, closed_by, told_at, snoozed_until, snoozed_by, snoozed_why, acted_at, acted_by,
    acted_note, earlier, state, is_just_over,
    case state
        when 'over' then 'From ' || {{ day_name('since_on') }} || ' to ' || {{ day_name('closed_on') }} || '. ' || closed_by
        when 'taken' then 'Since ' || {{ day_name('since_on') }} || '. Taken by the ' || acted_by || ' on ' || {{ day_name('acted_on') }} || ': ' || acted_note
        when 'put off'
            then 'Since ' || {{ day_name('since_on') }} || '. Put off until ' || {{ day_name('snoozed_until') }} || ' by the ' || snoozed_by || ': ' || snoozed_why
        else 'Since ' || {{ day_name('since_on') }} || '. Nobody has taken it.'
    end as words
from judged
order by opened_at, incident_id
