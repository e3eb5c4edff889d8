-- One row per series and point: a final value that shares nothing with the ones beside it, and where a new group begins and why.
{% set facts = ['of_definition', 'of_audience', 'of_parts', 'of_ages', 'of_purposes', 'of_footing'] %}
with valued as (select * from {{ ref('int_spc__values') }} where is_taken and status = 'final'),

decided as (
    select
        concat_ws(' ', organisation_id, subject_kind, subject_id, slice_kind, slice) as series_id, rebased_on,
        'The limits begin anew with ' || {{ month_name('rebased_on') }} || ' (' || decided_by || ', ' || {{ day_name('decided_on') }} || '): '
        || {{ sentence('reason') }} as words
    from {{ ref('rebases') }}
),

beside as (
    select
        valued.*,
        decided.words as rebase_words,
        lag(valued.period) over in_series as period_before,
        {% for fact in facts %}
        lag({{ fact }}) over in_series as {{ fact }}_before{{ ',' if not loop.last }}
        {% endfor %}
    from valued
    left join decided on valued.series_id = decided.series_id and valued.period = decided.rebased_on
    window in_series as (partition by valued.series_id order by valued.period)
),

compared as (
    select
        *,
        {% for side in ['', '_before'] %}
        concat_ws(
            ' and ',
            {% for fact in facts %}
            case when {{ fact }} <> {{ fact }}_before then {{ fact }}{{ side }} end{{ ',' if not loop.last }}
            {% endfor %}
        ) as {{ 'new' if side == '' else 'old' }}_words{{ ',' if not loop.last }}
        {% endfor %}
    from beside
),

explained as (
    select
        *,
        -- the first point begins no new group: there is nothing before it
        case
            when period_before is not null
                then nullif(concat_ws(
                    ' ',
                    case
                        when new_words <> ''
                            then
                                'From ' || {{ month_name('period') }} || ' it counts ' || new_words || '; before, it counted ' || old_words
                                || '. The months before are not compared.'
                    end,
                    rebase_words
                ), '')
        end as group_reason
    from compared
),

grouped as (
    select
        *,
        sum(case when group_reason is not null then 1 else 0 end) over (partition by series_id order by period) as groups_before
    from explained
),

latest as (select series_id, max(groups_before) as groups_before from grouped group by series_id)

select
    grouped.series_id, grouped.period, grouped.value, grouped.target, grouped.comparator, grouped.counts, grouped.group_reason,
    case when grouped.group_reason is not null then 1 else 0 end as rebase,
    sum(case when grouped.groups_before = latest.groups_before then 1 else 0 end) over (partition by grouped.series_id) as points_of_last_group,
    series.improvement_direction, series.months_apart,
    cast(null as integer) as fix_after_n_points,
    cast(null as boolean) as screen_outliers
from grouped
inner join latest on grouped.series_id = latest.series_id
inner join {{ ref('int_spc__series') }} as series on grouped.series_id = series.series_id
