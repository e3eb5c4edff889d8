-- One row per organisation, month and objective in force, and one ('none') for what served no objective: its weight beside what it got.
with quarters as (select * from {{ ref('int_objectives__quarter') }}),

-- a share stands as long as the figure it is a part of does: a split of hours nobody knows whole is no split
figures as (
    select
        organisation_id, period,
        {% for kpi, of in {'AL-RESFIT': 'hours', 'AL-ATTFIT': 'attention', 'AL-GAPS': 'acts'}.items() %}
        max(case when kpi_id = '{{ kpi }}' then state end) as {{ of }}_state,
        max(case when kpi_id = '{{ kpi }}' then reason end) as {{ of }}_reason{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('report_figures') }}
    where slice_kind = 'organisation'
    group by organisation_id, period
),

-- the listening log has to be known in each of the three months
listened as (
    select
        months.organisation_id, months.period,
        count(*) filter (where standing.standing = 'known') = 3 as is_known,
        max(case when standing.standing <> 'known' then standing.reason end) as reason
    from (select distinct organisation_id, period from quarters) as months
    inner join {{ ref('int_register_months') }} as standing
        on
            months.organisation_id = standing.organisation_id and standing.register = 'listening_log'
            and standing.period <= months.period and standing.period >= {{ plus('months.period', -2, 'month') }}
    group by months.organisation_id, months.period
),

{% for of, model, measure in [('hours', 'measure_resources', 'hours_to_be_aligned'), ('attention', 'measure_attention', 'attention_counted')] %}
{{ of }} as (
    select
        parts.organisation_id, parts.period, coalesce(quarters.objective_id, 'none') as objective_id,
        100.0e0 * sum(parts.amount) / sum(sum(parts.amount)) over (partition by parts.organisation_id, parts.period) as share
    from {{ ref(model) }} as parts
    left join quarters
        on parts.organisation_id = quarters.organisation_id and parts.period = quarters.period and parts.objective_id = quarters.objective_id
    where parts.measure = '{{ measure }}'
    group by parts.organisation_id, parts.period, coalesce(quarters.objective_id, 'none')
){{ ',' if not loop.last }}
{% endfor %}
select
    quarters.organisation_id, quarters.period, quarters.objective_id, quarters.name,
    cast(quarters.weight as double) as weight,
    -- nothing went to it while the whole is known: a true zero
    cast(case when figures.hours_state = 'measured' then coalesce(hours.share, 0) end as double) as hours_share,
    case when figures.hours_state <> 'measured' then figures.hours_reason end as hours_reason,
    -- a true zero, as above
    cast(case when figures.attention_state = 'measured' then coalesce(attention.share, 0) end as double) as attention_share,
    case when figures.attention_state <> 'measured' then figures.attention_reason end as attention_reason,
    cast(case when figures.acts_state = 'measured' then quarters.acts end as bigint) as acts,
    case when figures.acts_state <> 'measured' then figures.acts_reason end as acts_reason,
    cast(case when listened.is_known then quarters.heard end as bigint) as heard,
    case when not listened.is_known then listened.reason end as heard_reason,
    case when figures.acts_state = 'measured' then quarters.is_without_activity end as is_without_activity,
    quarters.line_approved_by, quarters.line_approved_on, quarters.not_social_because
from quarters
left join figures on quarters.organisation_id = figures.organisation_id and quarters.period = figures.period
left join listened on quarters.organisation_id = listened.organisation_id and quarters.period = listened.period
left join hours on quarters.organisation_id = hours.organisation_id and quarters.period = hours.period and quarters.objective_id = hours.objective_id
left join attention
    on
        quarters.organisation_id = attention.organisation_id and quarters.period = attention.period
        and quarters.objective_id = attention.objective_id
