-- One row per organisation, month, slice and measure: what we did in public, by mode and by objective.
with acts as (select * from {{ ref('fct_acts') }}),

counted as (
    {{ by_slice('acts', 'period', [
        "count(*) filter (where is_classified) as classified_acts",
        "count(*) filter (where is_classified and mode = 'B') as broadcast_acts",
        "count(*) filter (where is_classified and mode = 'C') as communitarian_acts",
        "count(*) filter (where is_classified and not is_civic_duty) as acts_that_should_have_an_objective",
        "count(*) filter (where is_classified and not is_civic_duty and objective_id is not null) as acts_with_an_objective",
        "count(*) filter (where is_unclassified) as unclassified_acts",
    ]) }}
)

{{ as_measures('counted', [
    'classified_acts', 'broadcast_acts', 'communitarian_acts', 'acts_that_should_have_an_objective', 'acts_with_an_objective',
    'unclassified_acts',
]) }}
