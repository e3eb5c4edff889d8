-- One row per action and month shown, from that of its decision on: whether its measure has moved by more than chance since.
with asked as (
    select
        actions.organisation_id, actions.action_id, actions.kpi_id, actions.decided_on, months.period,
        series.unit, series.months_apart, charts.why_none, charts.organisation_id is not null as is_looked_at
    from {{ ref('report_actions') }} as actions
    inner join {{ ref('int_months') }} as months on months.is_shown and actions.decided_on < months.next_period
    left join {{ ref('report_spc_series') }} as charts
        on
            actions.organisation_id = charts.organisation_id and charts.subject_kind = 'kpi' and actions.kpi_id = charts.subject_id
            and charts.slice_kind = 'organisation'
    left join {{ ref('int_spc__series') }} as series
        on
            charts.organisation_id = series.organisation_id and charts.subject_kind = series.subject_kind
            and charts.subject_id = series.subject_id and charts.slice_kind = series.slice_kind and charts.slice = series.slice
),

-- a figure of several months stands after a decision when the first of them does; that of the month of the decision is neither
points as (
    select
        asked.organisation_id, asked.action_id, asked.period as month, spc.period, spc.value, spc.rebase_group, spc.point_type,
        spc.special_cause_type like '%Points%CL' as is_of_shift,
        {{ plus('spc.period', '1 - asked.months_apart', 'month') }} > asked.decided_on as is_after,
        {{ plus('spc.period', 1, 'month') }} <= asked.decided_on as is_before
    from asked
    inner join {{ ref('report_spc') }} as spc
        on
            asked.organisation_id = spc.organisation_id and spc.subject_kind = 'kpi' and asked.kpi_id = spc.subject_id
            and spc.slice_kind = 'organisation' and spc.is_judged and spc.period <= asked.period
),

placed as (
    select
        *,
        is_after and point_type <> 'common_cause' as is_signal,
        period = max(case when not is_after then period end) over in_month as is_last_one_not_after,
        period = min(case when is_after and point_type <> 'common_cause' then period end) over in_month as is_first_signal,
        period = max(case when is_after and point_type <> 'common_cause' then period end) over in_month as is_last_signal
    from points
    window in_month as (partition by organisation_id, action_id, month)
),

counted as (
    select
        organisation_id, action_id, month,
        count(*) filter (where is_after) as figures_since,
        count(*) filter (where is_signal) as signals_since,
        count(*) filter (where is_signal and point_type = 'special_cause_improvement') as improving,
        count(*) filter (where is_signal and point_type = 'special_cause_concern') as concerning,
        min(case when is_signal then period end) as first_signal,
        max(case when is_signal then period end) as last_signal,
        max(case when is_first_signal then point_type end) as first_type,
        max(case when is_last_signal then point_type end) as last_type,
        max(case when is_last_one_not_after then point_type end) as type_before,
        count(*) filter (where is_signal and is_of_shift) as of_shift,
        count(*) filter (where is_before) as figures_before,
        avg(case when is_before then value end) as mean_before,
        avg(case when is_after then value end) as mean_since,
        min(case when is_before or is_after then rebase_group end) = max(case when is_before or is_after then rebase_group end) as is_one_group
    from placed
    group by organisation_id, action_id, month
),

judged as (
    select
        asked.*, counted.figures_since, counted.signals_since, counted.improving, counted.concerning, counted.first_signal, counted.last_signal,
        counted.figures_before, counted.mean_before, counted.mean_since,
        counted.last_type, counted.type_before,
        coalesce(counted.type_before = counted.first_type, false) as stood_before, -- no figure before: none was a signal
        counted.of_shift > 0 and counted.is_one_group and counted.figures_before >= {{ var('spc_points_min') }} as has_means,
        case
            when asked.kpi_id is null or not asked.is_looked_at or asked.why_none is not null then 'cannot be said'
            when counted.figures_since is null or counted.figures_since = 0 then 'cannot be said'
            when counted.signals_since = 0 then 'no more than chance'
            when counted.improving > 0 and counted.concerning > 0 then 'both ways'
            when counted.improving > 0 then 'improving'
            when counted.concerning > 0 then 'of concern'
            else 'neither good nor bad'
        end as moved
    from asked
    left join counted
        on asked.organisation_id = counted.organisation_id and asked.action_id = counted.action_id and asked.period = counted.month
)

select
    organisation_id, action_id, period, moved,
    concat_ws(
        ' ',
        case
            when kpi_id is null then 'Cannot be said: it was decided on no one measure.'
            when not is_looked_at then 'Cannot be said: the measure has no one figure for the whole organisation.'
            when why_none is not null then 'Cannot be said: ' || lower(substr(why_none, 1, 1)) || {{ sentence('substr(why_none, 2)') }}
            when moved = 'cannot be said' then 'Cannot be said yet: no final figure is wholly after the decision.'
            when moved = 'no more than chance' and figures_since = 1 then 'No more than chance: the 1 final figure since the decision is no signal.'
            when moved = 'no more than chance' then 'No more than chance: of ' || {{ whole('figures_since') }} || ' final figures since the decision none is a signal.'
            else
                'More than chance, ' || moved || ': '
                || case
                    when figures_since = 1 then 'the 1 final figure since the decision is a signal, '
                    else 'of ' || {{ whole('figures_since') }} || ' final figures since the decision '
                end
                || case
                    when figures_since = 1 then ''
                    when moved = 'both ways' then {{ whole('improving') }} || ' improving and ' || {{ whole('concerning') }} || ' of concern are signals, '
                    when signals_since = 1 then '1 is a signal, '
                    else {{ whole('signals_since') }} || ' are signals, '
                end
                || {{ month_name('first_signal') }} || case when last_signal > first_signal then ' to ' || {{ month_name('last_signal') }} else '' end
                || case when moved = 'both ways' then ', the last ' || case last_type when 'special_cause_improvement' then 'improving' else 'of concern' end else '' end
                || '.'
        end,
        case
            when stood_before
                then
                    'The figure before was such a signal already' || case type_before
                        when 'special_cause_improvement' then ', improving.' when 'special_cause_concern' then ', of concern.' else '.'
                    end
        end,
        case
            when has_means and not stood_before
                then
                    'Average of the ' || {{ whole('figures_before') }} || ' figures before the decision ' || {{ spc_value('mean_before') }}
                    || ', of those since ' || {{ spc_value('mean_since') }} || '.'
        end
    ) as words,
    cast(figures_since as bigint) as figures_since,
    cast(signals_since as bigint) as signals_since
from judged
