-- One row per entry of the listening log, month and measure: what was heard, what was decided, and which loops were closed in public.
with log as (
    select
        log.*,
        {{ plus('log.opened_on', 90, 'day') }} as loop_due_on,
        opened.working_days_before as opened_working_day,
        decided.working_days_before as decided_working_day
    from {{ ref('stg_listening_log') }} as log
    inner join {{ ref('int_calendar') }} as opened on log.opened_on = opened.day
    left join {{ ref('int_calendar') }} as decided on log.decided_on = decided.day
),

heard as (
    select
        organisation_id, cast(date_trunc('month', opened_on) as date) as period, 'entry' as part_kind, entry_id as part_id,
        platform, {{ unknown(['account_id']) }}, objective_id, {{ unknown(['community_id', 'theme', 'field']) }}, batch_id,
        1 as listening_items,
        {{ one_if('decision is not null and decided_working_day - opened_working_day <= 10') }} as listening_items_acted_on
    from log
),

-- themes opened 90 to 180 days before the end of the month: each is due in three months running
themes as (
    select
        log.organisation_id, months.period, 'entry' as part_kind, log.entry_id as part_id, log.platform, {{ unknown(['account_id']) }},
        log.objective_id, {{ unknown(['community_id', 'theme', 'field']) }}, log.batch_id,
        1 as loops_due,
        {{ one_if("closing.purpose_id = 'C3' and closing.published_on >= log.opened_on and closing.published_on <= log.loop_due_on") }} as loops_closed,
        {{ one_if("closing.purpose_id = 'C3' and closing.published_on >= log.opened_on and closing.published_on <= log.loop_due_on and log.was_changed") }} as loops_closed_with_change
    from log
    inner join {{ ref('int_months') }} as months
        on
            log.loop_due_on <= months.next_period and {{ plus('log.opened_on', 180, 'day') }} > months.next_period
            and months.is_shown
    left join {{ ref('fct_acts') }} as closing
        on
            log.organisation_id = closing.organisation_id and log.closed_platform = closing.platform
            and log.closed_post_id = closing.post_id
    where log.purpose_id = 'L2'
)

{{ as_parts('heard', ['listening_items', 'listening_items_acted_on']) }}
union all
{{ as_parts('themes', ['loops_due', 'loops_closed', 'loops_closed_with_change']) }}
