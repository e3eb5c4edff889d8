-- One row per organisation, month and equity group with a measured index: three months to it beside the same three a year before.
with chosen as (
    select figures.*, groups.people_measure
    from {{ ref('int_equity__figures') }} as figures
    inner join {{ ref('equity_groups') }} as groups on figures.group_id = groups.group_id
    cross join {{ ref('int_as_of') }} as as_of
    -- a month that is not over is not set beside a whole one
    where figures.state = 'measured' and groups.people_measure is not null and figures.next_period <= as_of.as_of
),

-- reach by age is of paid posts in one month and of unpaid ones in another: those are two things
audiences as (
    select organisation_id, platform, month as period, min(report) as report_used
    from {{ ref('stg_audience') }}
    group by organisation_id, platform, month
),

quarters as (
    select
        chosen.organisation_id, chosen.period, chosen.group_id, chosen.kpi_id, chosen.slice_kind, chosen.slice, chosen.people_measure,
        count(distinct figures.definition_version) as definitions,
        count(distinct audiences.report_used) as audiences,
        {% for quarter, first, last in [('now', -2, 0), ('before', -14, -12)] -%}
        {% set within = "figures.period between " ~ plus('chosen.period', first, 'month') ~ " and " ~ plus('chosen.period', last, 'month') -%}
        count(*) filter (where {{ within }}) as months_{{ quarter }},
        greatest(
            100 - 100.0e0 * sum(figures.numerator) filter (where {{ within }})
            / nullif(sum(figures.denominator) filter (where {{ within }}), 0), 0
        ) as gap_{{ quarter }},
        sum(people.value) filter (where {{ within }}) as people_{{ quarter }}{{ ',' if not loop.last }}
        {% endfor %}
    from chosen
    inner join {{ ref('report_figures') }} as figures
        on
            chosen.organisation_id = figures.organisation_id and chosen.kpi_id = figures.kpi_id and chosen.slice_kind = figures.slice_kind
            and chosen.slice = figures.slice and figures.state = 'measured'
            and (
                figures.period between {{ plus('chosen.period', -2, 'month') }} and chosen.period
                or figures.period between {{ plus('chosen.period', -14, 'month') }} and {{ plus('chosen.period', -12, 'month') }}
            )
    inner join {{ ref('measures') }} as people
        on
            figures.organisation_id = people.organisation_id and figures.slice_kind = people.slice_kind and figures.slice = people.slice
            and figures.period = people.period and chosen.people_measure = people.measure
    left join audiences
        on
            figures.organisation_id = audiences.organisation_id and figures.slice = audiences.platform
            and figures.period = audiences.period and figures.slice_kind = 'platform'
    group by chosen.organisation_id, chosen.period, chosen.group_id, chosen.kpi_id, chosen.slice_kind, chosen.slice, chosen.people_measure
),

alike as (select * from quarters where months_now = 3 and months_before = 3 and definitions = 1 and audiences <= 1)

select
    organisation_id, period, group_id, kpi_id, slice_kind, slice, people_measure, gap_now, gap_before,
    case when people_before > 0 then {{ rounded('100.0e0 * (people_now - people_before) / people_before', 1) }} end as reach_change,
    {{ rounded('gap_now - gap_before', 1) }} as gap_change
from alike
