-- One row per organisation, outcome series and month shown in which a value is or was due, or came: the newest, and the first beside it.
with shown as (
    select latest.*
    from {{ ref('int_outcomes__latest') }} as latest
    inner join {{ ref('int_months') }} as months on latest.period = months.period and months.is_shown
)

select
    organisation_id, series_id, objective_id, period,
    cast(value as double) as value,
    cast(base as double) as base,
    state, status, as_at,
    cast(value_first as double) as value_first,
    as_at_first, is_restated, due_on, reason, note,
    case
        when state = 'measured'
            then
                {{ in_unit('value', 'unit') }} || ' in ' || {{ month_name('period') }} || coalesce(', measured on ' || {{ whole('base') }}, '')
                || ' (' || status || ', published on ' || {{ day_name('as_at') }} || ').'
                || case
                    when is_restated then ' First published on ' || {{ day_name('as_at_first') }} || ' as ' || {{ in_unit('value_first', 'unit') }} || '.'
                    else ''
                end
        when state = 'missing' then 'Missing: ' || {{ sentence('reason') }}
        when state = 'not_yet_due' then 'Not yet due: ' || {{ sentence('reason') }}
        else 'Not measurable: ' || {{ sentence('reason') }}
    end as words
from shown
order by organisation_id, series_id, period
