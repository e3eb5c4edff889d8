-- One row per inbound item, month and measure it counts in: questions and concerns put to us, and those that got an answer.
with asked as (
    select
        organisation_id, period, 'interaction' as part_kind, interaction_id as part_id, platform, account_id, objective_id,
        {{ unknown(['community_id', 'theme', 'field']) }}, batch_id,
        {{ one_if('is_answerable') }} as people_who_asked,
        {{ one_if('is_answerable and is_answered') }} as people_answered,
        {{ one_if('is_answerable and is_answered_in_standard') }} as people_answered_in_standard,
        {{ one_if('not is_answerable') }} as inbound_left_out
    from {{ ref('fct_interactions') }}
)

{{ as_parts('asked', ['people_who_asked', 'people_answered', 'people_answered_in_standard', 'inbound_left_out']) }}
