-- One row per figure due that needs inbound items which were removed under a platform's terms: whose, of which month, and when.
with due as (
    select *
    from {{ ref('int_figures__due') }}
    where {{ needs_inbound_items() }}
)

select
    due.organisation_id, due.kpi_id, due.period, due.slice_kind, due.slice,
    {{ list_agg('removed.platform_name', ' and ') }} as platform_names,
    max(removed.period) as last_month,
    max(removed.removed_on) as removed_on,
    'What people said on ' || {{ list_agg('removed.platform_name', ' and ') }} || ' in '
    || {{ month_name('max(removed.period)') }} || ' can no longer be counted: it was removed on '
    || {{ day_name('max(removed.removed_on)') }} || ' under the terms of the platform' as reason
from due
inner join {{ ref('int_removed_months') }} as removed
    on
        due.organisation_id = removed.organisation_id and removed.period >= due.first_period and removed.period <= due.period
        and (due.standing_kind = 'organisation' or due.standing_slice = removed.platform)
group by due.organisation_id, due.kpi_id, due.period, due.slice_kind, due.slice
