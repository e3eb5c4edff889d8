-- One row per organisation, month, slice and measure: questions and concerns put to us, and how many got an answer.
with asked as (select * from {{ ref('fct_interactions') }}),

counted as (
    {{ by_slice('asked', 'period', [
        "count(*) filter (where is_answerable) as people_who_asked",
        "count(*) filter (where is_answerable and is_answered) as people_answered",
        "count(*) filter (where is_answerable and is_answered_in_standard) as people_answered_in_standard",
        "count(*) filter (where not is_answerable) as inbound_left_out",
    ]) }}
)

{{ as_measures('counted', ['people_who_asked', 'people_answered', 'people_answered_in_standard', 'inbound_left_out']) }}
