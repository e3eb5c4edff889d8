-- One row per act, month and measure it counts in: what we did in public, by mode and by objective.
-- A view: it is one table read by line, and its rows are several for each of that.
{{ config(materialized='view') }}
with acts as (
    select
        organisation_id, period, 'act' as part_kind, post_id as part_id, platform, account_id, objective_id,
        {{ unknown(['community_id', 'theme', 'field']) }}, batch_id,
        {{ one_if('is_classified') }} as classified_acts,
        {{ one_if("is_classified and mode = 'B'") }} as broadcast_acts,
        {{ one_if("is_classified and mode = 'C'") }} as communitarian_acts,
        {{ one_if('is_classified and not is_civic_duty') }} as acts_that_should_have_an_objective,
        {{ one_if('is_classified and not is_civic_duty and objective_id is not null') }} as acts_with_an_objective,
        {{ one_if('is_unclassified') }} as unclassified_acts,
        {{ one_if('is_classified or is_unclassified') }} as acts_of_their_own
    from {{ ref('fct_acts') }}
)

{{ as_parts('acts', [
    'classified_acts', 'broadcast_acts', 'communitarian_acts', 'acts_that_should_have_an_objective', 'acts_with_an_objective',
    'unclassified_acts', 'acts_of_their_own',
]) }}
