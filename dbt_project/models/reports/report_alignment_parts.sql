-- One row per organisation, month, test and measure: what each of the four tests rests on.
select
    organisation_id, period, test,
    cast(part_number as integer) as sort_order,
    measure,
    cast(value as double) as value,
    comparator,
    cast(threshold as double) as threshold,
    is_own_threshold, is_met,
    upper(substr(said, 1, 1)) || substr(said, 2) as name,
    found, asked,
    why_unknown as reason,
    words
from {{ ref('int_alignment__parts') }}
order by organisation_id, period, sort_order
