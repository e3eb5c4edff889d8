-- One row per organisation, month, test and measure: what it is, what is asked of it, and whether that is met. is_met NULL: unknown.
{% set parts = [
    ('aligned', 'mapped_share', 'posts and replies done for a stated objective', '%'),
    ('aligned', 'objectives_without_activity', 'objectives with no activity in three months', ''),
    ('aligned', 'objectives_without_line_of_sight', 'objectives with no approved line of sight', ''),
    ('embedded', 'embedded_share', 'key activities due with social media before the decision and an evaluation after', '%'),
    ('embedded', 'embedded_share_partly', 'the same share, to be met in part', '%'),
    ('resourced', 'resource_mismatch', 'effort out of line with the weights of the board', ' points'),
    ('resourced', 'capacity_cover', 'hours available for each hour the plan needs', ''),
    ('resourced', 'monitored_hours_staffed', 'monitored hours staffed throughout and with a deputy', ''),
    ('managed', 'kpis_managed', 'KPIs properly managed', '%'),
    ('managed', 'kpis_above_output', 'KPIs above output level', '%'),
    ('managed', 'actions_on_time', 'board actions of the last 12 months closed by their day', '%'),
] %}
-- every part is asked for here: a threshold that was left out of the seed makes its test not assessable, never easier
with asked as (
    {% for test, measure, said, unit in parts %}
    select '{{ test }}' as test, {{ loop.index }} as part_number, '{{ measure }}' as measure, '{{ said }}' as said, '{{ unit }}' as unit
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

joined as (
    select
        organisations.organisation_id, months.period, asked.*,
        {{ rounded('found.value', 9) }} as value, -- a sum of parts, in any order
        own.threshold is not null as is_own_threshold,
        case when own.threshold is not null then own.comparator else defaults.comparator end as comparator,
        coalesce(own.threshold, defaults.threshold) as threshold,
        found.reason
    from {{ ref('int_organisations') }} as organisations
    cross join {{ ref('int_months') }} as months
    cross join asked
    left join {{ ref('int_alignment__values') }} as found
        on organisations.organisation_id = found.organisation_id and months.period = found.period and asked.measure = found.measure
    left join {{ ref('alignment_thresholds') }} as own
        on asked.test = own.test and asked.measure = own.measure and organisations.organisation_id = own.organisation_id
    left join {{ ref('alignment_thresholds') }} as defaults
        on asked.test = defaults.test and asked.measure = defaults.measure and defaults.organisation_id = 'default'
    where months.is_shown
),

judged as (
    select
        *,
        case comparator when 'at least' then value >= threshold when 'at most' then value <= threshold end as is_met,
        case
            when value is null then coalesce(reason, 'No figure of it is due')
            when threshold is null or coalesce(comparator, 'none') not in ('at least', 'at most') then 'No threshold is set for it (seeds/alignment_thresholds.csv)'
        end as why_unknown
    from joined
),

-- a value that would round to its threshold is given in full: 79.96 is not 80
worded as (
    select
        *,
        case
            when why_unknown is not null then null
            when measure = 'monitored_hours_staffed' then case when value = 1 then 'yes' else 'no' end
            else {{ short('value', "unit = '' or " ~ rounded('value', 1) ~ ' = threshold') }} || unit
        end as found,
        case
            when measure = 'monitored_hours_staffed' then case when threshold > 0 then 'must be' else 'need not be' end
            else comparator || ' ' || {{ short('threshold', "unit = ''") }} || unit
        end as asked
    from judged
)

select
    organisation_id, period, test, part_number, measure, said, value, comparator, threshold, is_own_threshold, is_met, found, asked,
    trim(trailing '. ' from why_unknown) as why_unknown,
    said || ': ' || coalesce(found || ' (' || asked || ')', 'not known (' || trim(trailing '. ' from why_unknown) || ')') as words
from worded
