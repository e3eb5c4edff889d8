-- One row per key activity, month and measure: those due in the 12 months to the month's end, and those with social media built in.
with due as (
    select
        activities.organisation_id, months.period, 'entry' as part_kind, activities.entry_id as part_id, {{ unknown(['platform', 'account_id']) }},
        activities.objective_id, {{ unknown(['community_id', 'theme', 'field']) }}, activities.batch_id,
        1 as key_activities_due,
        {{ one_if("(activities.listened_on < activities.due_on or activities.engaged_on < activities.due_on) and activities.evaluated_on >= activities.due_on and activities.evaluated_on <= " ~ plus('activities.due_on', 60, 'day')) }} as key_activities_embedded,
        {{ one_if('activities.recorded_on > activities.due_on') }} as key_activities_recorded_late
    from {{ ref('stg_key_activities') }} as activities
    inner join {{ ref('int_months') }} as months
        on
            activities.due_on < months.next_period and activities.due_on >= {{ plus('months.next_period', -12, 'month') }}
            and months.is_shown
    cross join {{ ref('int_as_of') }} as as_of
    where activities.due_on < as_of.as_of
)

{{ as_parts('due', ['key_activities_due', 'key_activities_embedded', 'key_activities_recorded_late']) }}
