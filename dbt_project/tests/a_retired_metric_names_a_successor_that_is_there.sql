-- Offenders: metrics replaced by a field that seeds/metric_map.csv does not name, or names without the part it has to play.
select metrics.platform, metrics.source, metrics.field, metrics.replaced_by
from {{ ref('metric_map') }} as metrics
left join {{ ref('metric_map') }} as successors
    on
        metrics.platform = successors.platform and metrics.source = successors.source and metrics.replaced_by = successors.field
        and coalesce(metrics.role, '') = coalesce(successors.role, '')
where metrics.replaced_by is not null and successors.field is null
