-- One row per inbound item: may it be answered, was it, and how long did that take, elapsed and in monitored hours.
with standards as (
    select organisations.organisation_id, standards.opens_hour, standards.closes_hour, standards.standard_hours, standards.answer_working_days
    from {{ ref('int_organisations') }} as organisations
    inner join {{ ref('response_standards') }} as standards
        on standards.organisation_id = case
            when organisations.organisation_id in (select organisation_id from {{ ref('response_standards') }})
                then organisations.organisation_id
            else 'default'
        end
),

items as (
    select
        *,
        lag(created_at) over (partition by platform, account_id, author_key, fingerprint order by created_at, interaction_id) as said_before_at
    from {{ ref('stg_interactions') }}
),

joined as (
    select
        items.organisation_id, items.platform, items.account_id, items.interaction_id, items.kind, items.batch_id, items.created_at,
        items.conversation_id, items.author_key,
        coalesce(under.objective_id, thread.objective_id) as objective_id,
        coalesce(items.asks_question, false) or coalesce(items.raises_concern, false) as asks,
        -- the same words from the same person within 7 days are one question
        items.author_key is not null
        and coalesce({{ seconds_between('items.said_before_at', 'items.created_at') }} <= 7 * 86400, false) as is_duplicate,
        enquiries.enquiry_id, enquiries.replied_at, enquiries.answered_at,
        standards.opens_hour, standards.closes_hour, standards.standard_hours, standards.answer_working_days,
        {{ in_london('items.created_at') }} as asked_local,
        {{ in_london('enquiries.answered_at') }} as answered_local
    from items
    inner join {{ ref('int_interactions__enquiries') }} as enquiries using (platform, account_id, interaction_id)
    -- what the post it stands under, or the thread began with, was for
    left join {{ ref('fct_acts') }} as under
        on items.platform = under.platform and items.account_id = under.account_id and items.parent_id = under.post_id
    left join {{ ref('fct_acts') }} as thread
        on items.platform = thread.platform and items.account_id = thread.account_id and items.conversation_id = thread.post_id
    inner join standards on items.organisation_id = standards.organisation_id
),

timed as (
    select
        joined.*,
        asked_day.working_days_before as asked_working_day,
        answered_day.working_days_before as answered_working_day,
        {{ monitored_seconds('asked_day', 'joined.asked_local') }} as asked_second,
        {{ monitored_seconds('answered_day', 'joined.answered_local') }} as answered_second
    from joined
    inner join {{ ref('int_calendar') }} as asked_day on cast(joined.asked_local as date) = asked_day.day
    left join {{ ref('int_calendar') }} as answered_day on cast(joined.answered_local as date) = answered_day.day
),

led as (
    select
        *,
        -- only the first question of an enquiry is put to us; the others are it again
        asks and coalesce(sum(case when asks and not is_duplicate then 1 else 0 end) over (
            partition by platform, account_id, enquiry_id order by created_at, interaction_id
            rows between unbounded preceding and 1 preceding
        ) > 0, false) as is_follow_up
    from timed
)

select
    organisation_id, platform, account_id, interaction_id, kind, batch_id, objective_id, created_at,
    {{ month_of('created_at') }} as period,
    conversation_id, enquiry_id, author_key, asks, is_duplicate, is_follow_up,
    asks and not is_duplicate and not is_follow_up as is_answerable,
    replied_at, answered_at,
    coalesce(answered_working_day - asked_working_day <= answer_working_days, false) as is_answered,
    coalesce(answered_second - asked_second <= standard_hours * 3600, false) as is_answered_in_standard,
    {{ hours_between('created_at', 'answered_at') }} as elapsed_hours_to_answer,
    (answered_second - asked_second) / 3600.0e0 as monitored_hours_to_answer
from led
