-- One row per organisation, platform, month, mode and quarter compared: how the balance of community over broadcast moved in a year.
-- The two quarters are put on one footing, the smaller number of acts: its share of acts in each, community less broadcast.
with months as (select * from {{ ref('int_months') }} where is_shown),

quarters as (
    select months.period, 'now' as quarter, {{ plus('months.period', -2, 'month') }} as first_month, months.period as last_month
    from months
    union all
    select months.period, 'a year before' as quarter, {{ plus('months.period', -14, 'month') }} as first_month, {{ plus('months.period', -12, 'month') }} as last_month
    from months
),

counted as (
    select quarters.period, quarters.quarter, acts.organisation_id, acts.mode, count(*) as acts
    from quarters
    inner join {{ ref('fct_acts') }} as acts on acts.period >= quarters.first_month and acts.period <= quarters.last_month
    where acts.is_classified
    group by quarters.period, quarters.quarter, acts.organisation_id, acts.mode
),

totals as (
    select organisation_id, period, quarter, sum(acts) as acts from counted group by organisation_id, period, quarter
),

footing as (
    select organisation_id, period, min(acts) as acts, count(*) as quarters
    from totals
    group by organisation_id, period
),

compared as (
    select
        counted.organisation_id, counted.period, 'mode' as part_kind, counted.mode || ' ' || counted.quarter as part_id,
        {{ unknown(['platform', 'account_id', 'objective_id', 'community_id', 'theme', 'field', 'batch_id']) }},
        case when counted.mode = 'C' then 1 else -1 end * case when counted.quarter = 'now' then 1 else -1 end
        * cast(counted.acts as double) / totals.acts * footing.acts as movement_to_community
    from counted
    inner join totals
        on counted.organisation_id = totals.organisation_id and counted.period = totals.period and counted.quarter = totals.quarter
    inner join footing on counted.organisation_id = footing.organisation_id and counted.period = footing.period
    where counted.mode in ('B', 'C') and footing.quarters = 2
),

smaller as (
    select
        organisation_id, period, 'quarter' as part_kind, 'the smaller of the two quarters' as part_id,
        {{ unknown(['platform', 'account_id', 'objective_id', 'community_id', 'theme', 'field', 'batch_id']) }},
        acts as acts_compared_with_last_year
    from footing
    where quarters = 2
)

{{ as_parts('compared', ['movement_to_community']) }}
union all
{{ as_parts('smaller', ['acts_compared_with_last_year']) }}
