-- Offenders: measured figures whose parts, as a reader of the board file would add them up, are not their numerator or denominator.
with figures as (
    select figures.*, kpis.numerator as numerator_measure, kpis.denominator as denominator_measure
    from {{ ref('report_figures') }} as figures
    inner join {{ ref('report_kpis') }} as kpis
        on figures.kpi_id = kpis.kpi_id and figures.definition_version = kpis.definition_version
    where figures.state = 'measured' and figures.kept_on is null -- else its parts were removed
),

sides as (
    select organisation_id, kpi_id, period, slice_kind, slice, 'numerator' as side, numerator as amount, numerator_measure as measure
    from figures
    union all
    select organisation_id, kpi_id, period, slice_kind, slice, 'denominator' as side, denominator as amount, denominator_measure as measure
    from figures
),

-- parts that are in the same slices count together: so a part is read once, and not once for each figure it may be of
lineage as (
    select organisation_id, period, measure, platform, objective_id, community_id, theme, sum(amount) as amount
    from {{ ref('report_lineage') }}
    group by organisation_id, period, measure, platform, objective_id, community_id, theme
),

added as (
    select
        sides.organisation_id, sides.kpi_id, sides.period, sides.slice_kind, sides.slice, sides.side, sides.amount,
        coalesce(sum(lineage.amount), 0) as parts -- no part: the figure must be 0
    from sides
    left join lineage
        on
            sides.organisation_id = lineage.organisation_id and sides.period = lineage.period and sides.measure = lineage.measure
            and (sides.side = 'denominator' and sides.slice_kind = 'theme' or {{ in_slice('sides', 'lineage') }})
    group by sides.organisation_id, sides.kpi_id, sides.period, sides.slice_kind, sides.slice, sides.side, sides.amount
)

select * from added where abs(parts - amount) > 1e-6 * greatest(abs(amount), 1)
