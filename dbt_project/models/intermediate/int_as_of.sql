-- One row: the last day anybody looked (nothing on or after it counts as known) and the last of the months shown.
-- No model reads the clock: the same batches give the same figures whenever they are built.
select
    max(observed_on) as as_of,
    cast(date_trunc('month', {{ plus('max(observed_on)', -1, 'day') }}) as date) as last_month
from {{ ref('stg_extracts') }}
