-- One row per part of a figure that is shown: what was counted, where it was read, and how much it counts for.
-- Parts of figures that are withheld stay here only if another figure shows them. figure_parts (made at publish) joins them.
-- A view of tables: written down they would be most of what a build writes, once more. Publish writes them, into the board's file.
{{ config(materialized=view_unless_gathered()) }}
with shown as (
    select figures.organisation_id, figures.period, figures.slice_kind, figures.slice, kpis.numerator, kpis.denominator
    from {{ ref('report_figures') }} as figures
    inner join {{ ref('report_kpis') }} as kpis
        on figures.kpi_id = kpis.kpi_id and figures.definition_version = kpis.definition_version
    where figures.state = 'measured' and figures.kept_on is null -- else its parts were removed
),

wanted as (
    select organisation_id, period, numerator as measure, case slice_kind when 'community' then slice end as community_id from shown
    union
    select organisation_id, period, denominator as measure, case slice_kind when 'community' then slice end as community_id
    from shown
    where denominator is not null
)

select
    parts.organisation_id, parts.period, parts.measure, parts.part_kind, parts.part_id, parts.field, parts.amount,
    parts.platform, parts.account_id, parts.objective_id, parts.community_id, parts.theme, parts.batch_id
from {{ ref('parts') }} as parts
left join wanted as whole
    on
        parts.organisation_id = whole.organisation_id and parts.period = whole.period and parts.measure = whole.measure
        and whole.community_id is null
left join wanted as of_community
    on
        parts.organisation_id = of_community.organisation_id and parts.period = of_community.period
        and parts.measure = of_community.measure and parts.community_id = of_community.community_id
where whole.measure is not null or of_community.measure is not null
