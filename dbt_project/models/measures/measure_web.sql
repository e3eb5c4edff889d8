-- One row per entry of the web register, month and measure: tagged visits, actions completed, and actions from the most deprived fifth.
with visits as (
    select
        web.organisation_id, web.month as period, 'entry' as part_kind, web.entry_id as part_id, web.platform, {{ unknown(['account_id']) }},
        web.objective_id, {{ unknown(['community_id', 'theme', 'field']) }}, web.batch_id,
        case when web.is_service_page then web.visits end as tagged_service_visits,
        case when web.actions is not null then web.visits end as tagged_visits, -- visits to pages where actions are tracked
        web.actions as tracked_actions,
        web.actions_with_postcode,
        web.actions_core20,
        web.actions_with_postcode * populations.share as actions_core20_if_in_proportion
    from {{ ref('stg_web') }} as web
    left join {{ ref('populations') }} as populations
        on web.organisation_id = populations.organisation_id and populations.group_id = 'core20'
)

{{ as_parts('visits', [
    'tagged_service_visits', 'tagged_visits', 'tracked_actions', 'actions_with_postcode', 'actions_core20',
    'actions_core20_if_in_proportion',
]) }}
