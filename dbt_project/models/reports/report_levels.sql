-- One row per organisation and month: how far it has come from broadcasting to community, over the three months to it. An order, not a score.
{% set names = ['Dormant', 'Broadcaster', 'Listening broadcaster', 'Responder', 'Community partner', 'Communitarian'] %}
with steps as (
    select
        organisation_id, period, level,
        count(*) filter (where not is_met) > 0 as fails,
        count(*) filter (where is_met) = count(*) as holds,
        {% for ask in range(1, 4) %}
        max(lacking) filter (where ask = {{ ask }}) as lacking_{{ ask }},
        {% endfor %}
        {{ list_agg('why_unknown', '; ') }} as why_unknown
    from {{ ref('int_levels__asks') }}
    group by organisation_id, period, level
),

-- the first step that is not known to hold is where it stops, whatever the steps above it say
stops as (
    select organisation_id, period, coalesce(min(level) filter (where not holds), {{ names | length }}) as stop
    from steps
    group by organisation_id, period
),

judged as (
    select
        stops.organisation_id, stops.period, stops.stop, steps.fails, steps.why_unknown,
        case when stops.stop = 1 and not steps.fails then null else stops.stop - 1 end as level,
        coalesce(stops.stop > 1 and not steps.fails, false) as is_capped, -- no step left above: nothing caps it
        {{ those_there(['lacking_1', 'lacking_2', 'lacking_3']) }} as lacking
    from stops
    left join steps on stops.organisation_id = steps.organisation_id and stops.period = steps.period and stops.stop = steps.level
),

named as (
    select
        *,
        case level {% for name in names %}when {{ loop.index0 }} then '{{ name }}' {% endfor %}end as level_name,
        case stop {% for name in names %}when {{ loop.index0 }} then '{{ name }}' {% endfor %}end as next_name
    from judged
)

select
    organisation_id, period,
    cast(level as integer) as level,
    level_name, is_capped,
    case
        when level is null then 'The level cannot be assessed: ' || {{ sentence("coalesce(why_unknown, 'no reason was recorded')") }}
        when is_capped
            then
                'At least level ' || {{ whole('level') }} || ' of 5, ' || level_name || '; cannot be assessed above ' || {{ whole('level') }}
                || ': ' || {{ sentence("coalesce(why_unknown, 'no reason was recorded')") }}
        else 'Level ' || {{ whole('level') }} || ' of 5, ' || level_name || '.'
    end as words,
    coalesce(
        'Level ' || {{ whole('stop') }} || ', ' || next_name || ', still asks for: ' || lacking || '.',
        'There is no level above this one.'
    ) as next_step
from named
