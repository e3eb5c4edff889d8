-- One row per organisation, month, objective and measure: comments, shares and saves that fall elsewhere than the board's weights say.
-- Those on posts without an objective stand as an objective of weight 0. They are acts of people, so they may be added over platforms.
with deep as (
    select organisation_id, period, coalesce(objective_id, 'none') as objective_id, sum(amount) as amount
    from {{ ref('measure_engagement') }}
    where measure = 'deep_engagements'
    group by organisation_id, period, coalesce(objective_id, 'none')
),

{{ out_of_line('deep', 'attention_out_of_line', 'attention_counted') }}
