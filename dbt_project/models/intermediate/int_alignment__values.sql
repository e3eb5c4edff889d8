-- One row per organisation, month and measure of the four tests: its value, or why there is none.
with months as (
    select organisations.organisation_id, months.period, months.next_period, least(months.next_period, as_of.as_of) as known_until
    from {{ ref('int_months') }} as months
    cross join {{ ref('int_as_of') }} as as_of
    cross join {{ ref('int_organisations') }} as organisations
    where months.is_shown
),

figures as (
    select
        organisation_id, period, value, reason,
        case kpi_id
            {% for kpi, measure in kpis_of_the_tests().items() -%}
            when '{{ kpi }}' then '{{ measure }}'
            {% endfor %}
        end as measure
    from {{ ref('report_figures') }}
    where slice_kind = 'organisation' and kpi_id in ({% for kpi in kpis_of_the_tests() %}'{{ kpi }}'{{ ', ' if not loop.last }}{% endfor %})
),

-- an objective nobody wrote a line of sight for has none: that is known, for the strategy is kept here
lines as (
    select
        months.organisation_id, months.period,
        count(objectives.objective_id) as objectives_in_force,
        cast(count(objectives.objective_id) - count(lines.objective_id) as double) as without_line
    from months
    left join {{ ref('objectives') }} as objectives
        on
            months.organisation_id = objectives.organisation_id and objectives.valid_from < months.next_period
            and coalesce(objectives.valid_to, date '9999-12-31') >= months.next_period
    left join {{ ref('lines_of_sight') }} as lines
        on
            objectives.organisation_id = lines.organisation_id and objectives.objective_id = lines.objective_id
            and objectives.strategy_version = lines.strategy_version and lines.approved_on < months.known_until
            and {{ is_written_out('lines', 'objectives') }}
    group by months.organisation_id, months.period
)

select organisation_id, period, measure, value, reason from figures
union all
select organisation_id, period, 'embedded_share_partly' as measure, value, reason from figures where measure = 'embedded_share'
union all
select
    organisation_id, period, 'objectives_without_line_of_sight' as measure,
    case when objectives_in_force > 0 then without_line end as value,
    case when objectives_in_force = 0 then 'No strategic objective is recorded for this organisation and month (seeds/objectives.csv)' end as reason
from lines
union all
select organisation_id, period, measure, value, reason from {{ ref('int_alignment__registers') }}
