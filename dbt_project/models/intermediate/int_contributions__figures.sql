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
    where pathways.{{ role }}_kpi_id {{ "is not null" if role == "exposure" else "<> 'OC-HEARD'" }} -- who heard has a role of its own
    {% endfor %}
),

found as (
    select
        asked.*, figures.state, figures.status, figures.numerator, figures.label, figures.words, figures.reason,
        -- The objective's own figure where the KPI has one, else the whole organisation's, else every part there is a figure of.
        -- What only stands beside may be the whole organisation's when the objective's is not to be had. Exposure, actions and
        -- answers may not: what people did or said for another objective speaks for nothing here.
        dense_rank() over (
            partition by asked.organisation_id, asked.series_id, asked.period, asked.role
            order by case when asked.role = 'beside' and figures.choice = 1 and figures.state <> 'measured' then 2.5 else figures.choice end
        ) as place,
        figures.choice
    from asked
    left join {{ ref('int_contributions__slices') }} as figures
        on
            asked.organisation_id = figures.organisation_id and asked.kpi_id = figures.kpi_id
            and asked.figure_period = figures.period
            and (
                {{ lists('figures.objective_ids', 'asked.objective_id') }}
                or (figures.objective_ids is null and (asked.role = 'beside' or not figures.has_objectives))
            )
),

chosen as (
    select
        organisation_id, series_id, period, role, kpi_id, figure_period,
        case when count(*) filter (where state = 'measured') > 0 then 'measured' else coalesce(min(state), 'not_measurable') end as state,
        case when max(choice) = 2 then 'in the whole organisation' end as of_what,
        max(status) as status, -- provisional, as soon as one of them is
        sum(numerator) as numerator_added,
        max(numerator) as numerator_largest,
        {{ list_agg("case when state = 'measured' then coalesce(label || ': ', '') || words end", ' ') }} as words,
        {{ list_agg("coalesce(label || ': ', '') || reason", '; ') }} as reason
    from found
    where place = 1
    group by organisation_id, series_id, period, role, kpi_id, figure_period
),

named as (
    select kpi_id, max(name) as name, max({{ one_if(lists('subjects', "'web'")) }}) as is_of_visits from {{ ref('kpis') }} group by kpi_id
)

select
    chosen.organisation_id, chosen.series_id, chosen.period, chosen.role, chosen.kpi_id, chosen.figure_period,
    coalesce(named.name, chosen.kpi_id, 'No social measure is named') as kpi_name,
    chosen.state, chosen.status, chosen.of_what,
    -- visits to our own pages may be added over platforms; people may not, so of them it is at least as many as where they were most
    case when named.is_of_visits = 1 then chosen.numerator_added else chosen.numerator_largest end as numerator,
    chosen.words,
    case
        when chosen.state = 'measured' then null
        when chosen.kpi_id is null then 'no social measure is named for this series'
        else coalesce(chosen.reason, 'there is no figure of it for ' || {{ month_name('chosen.figure_period') }})
    end as reason
from chosen
left join named on chosen.kpi_id = named.kpi_id
