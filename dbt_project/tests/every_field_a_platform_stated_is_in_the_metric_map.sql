-- Offenders: fields that were read and that seeds/metric_map.csv does not name. A warning: the number is kept, not used.
{{ config(severity='warn') }}
select distinct readings.platform, batches.route, readings.field
from {{ source('raw', 'readings') }} as readings
inner join {{ ref('stg_batches') }} as batches
    on
        readings.platform = batches.platform and readings.account_id = batches.filed_under
        and readings.batch_id = batches.batch_id
left join {{ ref('metric_map') }} as metric_map on readings.platform = metric_map.platform and readings.field = metric_map.field
where metric_map.field is null
