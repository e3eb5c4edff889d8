-- One row per subject, field, dimension, period and day of looking: the last look of that day.
with seen as (
    select readings.*, batches.organisation_id, batches.route, batches.observed_on
    from {{ source('raw', 'readings') }} as readings
    inner join {{ ref('stg_batches') }} as batches
        on
            readings.platform = batches.platform and readings.account_id = batches.account_id
            and readings.batch_id = batches.batch_id
),

newest as (
    select
        *,
        row_number() over (
            partition by
                platform, account_id, subject_kind, subject_id, field, dimension, dimension_value, period, period_start,
                period_end, observed_on
            order by observed_at desc, batch_id desc
        ) as newness
    from seen
)

select
    organisation_id, platform, account_id, route, batch_id, subject_kind, subject_id, field, value,
    {{ in_utc('observed_at') }} as observed_at, observed_on,
    period, period_start, period_end, dimension, dimension_value
from newest
where newness = 1
