-- One row per organisation, month asked and slice: how long those who got an answer waited for it, late answers too.
with kpis as (
    -- the times stand beside RS-STANDARD: what is too few, and when a month is settled, is the same
    select max(base_min) as base_min, max(settle_days) as settle_days
    from {{ ref('kpis') }}
    where kpi_id = 'RS-STANDARD'
),

asked as (select * from {{ ref('fct_interactions') }} where is_answerable),

sliced as (
    select organisation_id, period, 'organisation' as slice_kind, organisation_id as slice, answered_at, elapsed_hours_to_answer, monitored_hours_to_answer
    from asked
    union all
    select organisation_id, period, 'platform' as slice_kind, platform as slice, answered_at, elapsed_hours_to_answer, monitored_hours_to_answer
    from asked
),

timed as (
    select
        organisation_id, period, slice_kind, slice,
        count(*) as items_asked,
        count(answered_at) as items_answered,
        {{ percentile('elapsed_hours_to_answer', 0.5) }} as median_elapsed_hours,
        {{ percentile('elapsed_hours_to_answer', 0.9) }} as p90_elapsed_hours,
        {{ percentile('monitored_hours_to_answer', 0.5) }} as median_monitored_hours,
        {{ percentile('monitored_hours_to_answer', 0.9) }} as p90_monitored_hours
    from sliced
    group by organisation_id, period, slice_kind, slice
),

judged as (
    select
        standing.organisation_id, standing.period, standing.slice_kind, standing.slice,
        timed.items_asked, timed.items_answered, timed.median_elapsed_hours, timed.p90_elapsed_hours,
        timed.median_monitored_hours, timed.p90_monitored_hours,
        case
            when standing.standing <> 'known' then standing.standing
            when removed.reason is not null then 'withheld'
            when coalesce(timed.items_answered, 0) < kpis.base_min then 'withheld' -- read whole, and holding none
            else 'measured'
        end as state,
        case when {{ plus('months.next_period', 'kpis.settle_days', 'day') }} > as_of.as_of then 'provisional' else 'final' end as status,
        case
            when standing.standing <> 'known' then coalesce(standing.reason, 'No reason was recorded')
            when removed.reason is not null then removed.reason
            when coalesce(timed.items_answered, 0) < kpis.base_min then 'Too few answers to report: below ' || {{ whole('kpis.base_min') }} -- as above
        end as reason
    from {{ ref('int_standing') }} as standing
    inner join {{ ref('int_months') }} as months on standing.period = months.period and months.is_shown
    left join timed
        on
            standing.organisation_id = timed.organisation_id and standing.period = timed.period
            and standing.slice_kind = timed.slice_kind and standing.slice = timed.slice
    left join {{ ref('int_figures__removed') }} as removed
        on
            removed.kpi_id = 'RS-STANDARD' and standing.organisation_id = removed.organisation_id and standing.period = removed.period
            and standing.slice_kind = removed.slice_kind and standing.slice = removed.slice
    cross join kpis
    cross join {{ ref('int_as_of') }} as as_of
    where standing.subject = 'interactions' and standing.slice_kind in ('organisation', 'platform')
)

select
    organisation_id, period, slice_kind, slice,
    {% for number in ['items_asked', 'items_answered', 'median_elapsed_hours', 'p90_elapsed_hours', 'median_monitored_hours', 'p90_monitored_hours'] %}
    case when state = 'measured' then {{ number }} end as {{ number }},
    {% endfor %}
    state, status, reason,
    case state
        when 'measured'
            then
                'Half of the ' || {{ whole('items_answered') }} || ' answers came within ' || {{ one_decimal('median_elapsed_hours') }}
                || ' hours and nine in ten within ' || {{ one_decimal('p90_elapsed_hours') }} || '; in monitored hours '
                || {{ one_decimal('median_monitored_hours') }} || ' and ' || {{ one_decimal('p90_monitored_hours') }} || '.'
        when 'missing' then 'Missing: ' || {{ sentence('reason') }}
        when 'withheld' then 'Withheld: ' || {{ sentence('reason') }}
        else 'Not measurable: ' || {{ sentence('reason') }}
    end as words
from judged
order by organisation_id, slice_kind, slice, period
