-- One row per organisation, KPI in force, month and measure: which KPIs are properly managed, and which lie above output level.
-- Figures of data quality are no KPIs of the strategy and are not counted.
with months as (select * from {{ ref('int_months') }} where is_shown),

in_force as (
    select distinct
        months.period, months.next_period, {{ plus('months.period', -2, 'month') }} as quarter_start,
        listed.organisation_id, kpis.kpi_id, kpis.family, kpis.level, kpis.owner, kpis.valid_from
    from months
    inner join {{ ref('kpis') }} as kpis
        on kpis.valid_from < months.next_period and coalesce(kpis.valid_to, date '9999-12-31') >= months.next_period
    inner join {{ ref('report_kpi_objectives') }} as listed on kpis.kpi_id = listed.kpi_id
    where kpis.family <> 'data quality'
),

managed as (
    select
        in_force.organisation_id, in_force.period, 'kpi' as part_kind, in_force.kpi_id as part_id,
        {{ unknown(['platform', 'account_id', 'objective_id', 'community_id', 'theme', 'field', 'batch_id']) }},
        1 as kpis_in_force,
        -- a baseline: its definition has been the same for 12 months
        {{ one_if("in_force.owner is not null and in_force.valid_from <= " ~ plus('in_force.next_period', -12, 'month') ~ " and max(targets.kpi_id) is not null and max(reviews.reviewed_on) is not null") }} as kpis_managed,
        {{ one_if("in_force.family <> 'alignment'") }} as kpis_beside_alignment,
        {{ one_if("in_force.family <> 'alignment' and in_force.level in ('outtake', 'outcome', 'impact')") }} as kpis_above_output
    from in_force
    left join {{ ref('targets') }} as targets -- a target, or a row that says why there is none
        on
            in_force.organisation_id = targets.organisation_id and in_force.kpi_id = targets.kpi_id
            and targets.valid_from < in_force.next_period and coalesce(targets.valid_to, date '9999-12-31') >= in_force.next_period
    left join {{ ref('stg_kpi_reviews') }} as reviews
        on
            in_force.organisation_id = reviews.organisation_id and in_force.kpi_id = reviews.kpi_id
            and reviews.reviewed_on >= in_force.quarter_start and reviews.reviewed_on < in_force.next_period
    group by in_force.organisation_id, in_force.period, in_force.next_period, in_force.kpi_id, in_force.family, in_force.level, in_force.owner, in_force.valid_from
)

{{ as_parts('managed', ['kpis_in_force', 'kpis_managed', 'kpis_beside_alignment', 'kpis_above_output']) }}
