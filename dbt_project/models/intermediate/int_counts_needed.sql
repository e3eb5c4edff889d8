-- One row per platform, route and day on which posts were looked at for their counts: how many parts of deep engagement were
-- in force on that day, and which metric a platform had ended with nothing in its place.
with days as (select distinct platform, route, counted_on from {{ ref('int_post_counts') }}),

metrics as (
    select
        metrics.*, successors.field is not null as is_followed,
        coalesce(terms.name, metrics.platform) || ' ended ' || metrics.field || ' on ' || {{ day_name('metrics.valid_to') }}
        || ' and names nothing in its place' as words
    from {{ ref('metric_map') }} as metrics
    -- once, though a field may succeed itself: a platform that counts it anew under its old name
    left join (select distinct platform, source, field, role from {{ ref('metric_map') }}) as successors
        on
            metrics.platform = successors.platform and metrics.source = successors.source
            and metrics.replaced_by = successors.field and metrics.role = successors.role
    left join {{ ref('platform_terms') }} as terms on metrics.platform = terms.platform
    where metrics.role in ('deep', 'seen')
),

dated as (
    select
        days.platform, days.route, days.counted_on, metrics.role, metrics.field,
        {{ is_in_force('days.counted_on', 'metrics') }} as is_in_force,
        case when metrics.valid_to <= days.counted_on and not metrics.is_followed then metrics.words end as words
    from days
    inner join metrics on days.platform = metrics.platform and days.route = metrics.source
)

select
    platform, route, counted_on,
    count(*) filter (where role = 'deep' and is_in_force) as parts,
    {{ list_agg('words', '; ') }} as retired
from dated
group by platform, route, counted_on
