-- Offenders: fields that were read and that seeds/metric_map.csv does not name. A warning: the number is kept, not used.
{{ config(severity='warn') }}
select distinct readings.platform, readings.route, readings.field
from {{ ref('stg_readings') }} as readings
left join {{ ref('metric_map') }} as metric_map on readings.platform = metric_map.platform and readings.field = metric_map.field
where metric_map.field is null
