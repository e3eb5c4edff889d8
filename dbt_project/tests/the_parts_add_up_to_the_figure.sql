-- Offenders: measured figures whose parts, as a reader of the board file would add them up, are not their numerator or denominator.
with figures as (
    select figures.*, kpis.numerator as numerator_measure, kpis.denominator as denominator_measure
    from {{ ref('report_figures') }} as figures
    inner join {{ ref('report_kpis') }} as kpis
        on figures.kpi_id = kpis.kpi_id and figures.definition_version = kpis.definition_version
    where figures.state = 'measured' and figures.kept_on is null -- else its parts were removed
),

added as (
    select
        figures.organisation_id, figures.kpi_id, figures.period, figures.slice_kind, figures.slice, figures.numerator, figures.denominator,
        sum(lineage.amount) filter (where lineage.measure = figures.numerator_measure and {{ in_slice('figures', 'lineage') }}) as numerator_parts,
        sum(lineage.amount) filter (
            where lineage.measure = figures.denominator_measure and (figures.slice_kind = 'theme' or {{ in_slice('figures', 'lineage') }})
        ) as denominator_parts
    from figures
    left join {{ ref('report_lineage') }} as lineage
        on
            figures.organisation_id = lineage.organisation_id and figures.period = lineage.period
            and lineage.measure in (figures.numerator_measure, figures.denominator_measure)
    group by
        figures.organisation_id, figures.kpi_id, figures.period, figures.slice_kind, figures.slice, figures.numerator, figures.denominator
)

select *
from added
where
    abs(coalesce(numerator_parts, 0) - numerator) > 1e-6 * greatest(abs(numerator), 1) -- no part: the figure must be 0
    or abs(coalesce(denominator_parts, 0) - denominator) > 1e-6 * greatest(abs(denominator), 1) -- as above
