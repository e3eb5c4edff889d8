-- One row per series and point of those with points enough since they last began anew: signal or noise, by the rules in force.
with enough as (
    select * from {{ ref('int_spc__points') }} where points_of_last_group >= {{ var('spc_points_min') }}
),

judged as (
    {{ xmr('enough', rules=var('spc_rules'), months_apart='months_apart') }}
)

select
    judged.*,
    enough.comparator, enough.counts, enough.group_reason, enough.points_of_last_group
from judged
inner join enough on judged.series_id = enough.series_id and judged.period = enough.period
