-- One row per organisation, outcome series, month with a value and role: the social figure that plays it, or why there is none.
-- role: beside (the measure set beside the series) | exposure and tracked (of the month the declared lag points at) | heard.
with moved as (select * from {{ ref('int_outcomes__moved') }}),

asked as (
    select organisation_id, series_id, period, objective_id, 'beside' as role, kpi_id, period as figure_period from moved
    union all
    -- asked of people when they come, so in the month of the outcome itself
    select organisation_id, series_id, period, objective_id, 'heard' as role, 'OC-HEARD' as kpi_id, period as figure_period from moved
    {% for role in ['exposure', 'tracked'] %}
    union all
    select
        moved.organisation_id, moved.series_id, moved.period, moved.objective_id, '{{ role }}' as role,
        pathways.{{ role }}_kpi_id as kpi_id, pathways.exposure_period as figure_period
    from moved
    inner join {{ ref('int_contributions__pathways') }} as pathways
        on
            moved.organisation_id = pathways.organisation_id and moved.series_id = pathways.series_id
            and moved.period = pathways.period
    where pathways.{{ role }}_kpi_id <> 'OC-HEARD' -- that one has its own role, heard
    {% endfor %}
),

found as (
    select
        asked.*, figures.slice_kind, figures.state, figures.status, figures.numerator, figures.value, figures.words, figures.reason,
        -- the objective's own figure where the KPI has one, else the whole organisation's
        row_number() over (
            partition by asked.organisation_id, asked.series_id, asked.period, asked.role
            order by case when figures.slice_kind = 'objective' then 0 else 1 end
        ) as choice
    from asked
    left join {{ ref('report_figures') }} as figures
        on
            asked.organisation_id = figures.organisation_id and asked.kpi_id = figures.kpi_id
            and asked.figure_period = figures.period
            and (figures.slice_kind = 'organisation' or (figures.slice_kind = 'objective' and figures.slice = asked.objective_id))
),

named as (select kpi_id, max(name) as name from {{ ref('kpis') }} group by kpi_id)

select
    found.organisation_id, found.series_id, found.period, found.role, found.kpi_id, found.figure_period, found.slice_kind,
    coalesce(named.name, found.kpi_id, 'No social measure is named') as kpi_name,
    coalesce(found.state, 'not_measurable') as state,
    found.status, found.numerator, found.value, found.words,
    case
        when found.kpi_id is null then 'no social measure is named for this series'
        when found.state is null
            then 'there is no figure of it for the objective or the whole organisation in ' || {{ month_name('found.figure_period') }}
        else found.reason
    end as reason
from found
left join named on found.kpi_id = named.kpi_id
where found.choice = 1
