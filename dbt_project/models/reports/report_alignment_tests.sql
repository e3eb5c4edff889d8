-- One row per organisation, month and test: met, partly, not met or not assessable, and why. Never merged into one score.
with parts as (select *, part_number - min(part_number) over (partition by test) as place from {{ ref('int_alignment__parts') }}),

counted as (
    select
        organisation_id, period, test,
        min(part_number) as sort_order,
        count(*) filter (where not is_met) as parts_failing,
        count(*) filter (where is_met is null) as parts_unknown,
        {% for place in range(3) %}
        max(words) filter (where place = {{ place }}) as said_{{ place }},
        max(words) filter (where place = {{ place }} and not is_met) as fails_{{ place }},
        -- the lesser threshold of the same share is unknown for the same reason: said once
        max(said || ' (' || why_unknown || ')') filter (where place = {{ place }} and is_met is null and measure <> 'embedded_share_partly') as unknown_{{ place }}{{ ',' if not loop.last }}
        {% endfor %}
    from parts
    group by organisation_id, period, test
),

worded as (
    select
        *,
        {% for kind in ['said', 'fails', 'unknown'] %}
        {{ those_there([kind ~ '_0', kind ~ '_1', kind ~ '_2']) }} as {{ kind }}{{ ',' if not loop.last }}
        {% endfor %}
    from counted
),

-- two that fail make it not met whatever the unknown would have been; with fewer, the unknown decides, so it is not assessable
judged as (
    select
        *,
        case
            when parts_failing >= 2 then 'not met'
            when parts_unknown > 0 then 'not assessable'
            when parts_failing = 1 then 'partly'
            else 'met'
        end as result
    from worded
)

select
    judged.organisation_id, judged.period, judged.test,
    case judged.test
        when 'aligned' then 'Aligned' when 'embedded' then 'Embedded' when 'resourced' then 'Resourced' else 'Performance managed'
    end as name,
    judged.result,
    case judged.result
        when 'met' then 'Nothing falls short.'
        when 'not assessable' then 'Cannot be assessed: ' || judged.unknown || coalesce('; falls short: ' || judged.fails, '') || '.'
        else 'Falls short: ' || judged.fails || coalesce('; not known, which changes nothing: ' || judged.unknown, '') || '.'
    end as reason,
    judged.said as evidence,
    earlier.result as result_last_quarter,
    cast(judged.sort_order as integer) as sort_order
from judged
left join judged as earlier
    on
        judged.organisation_id = earlier.organisation_id and judged.test = earlier.test
        and earlier.period = {{ plus('judged.period', -3, 'month') }}
order by judged.organisation_id, judged.period, judged.sort_order
