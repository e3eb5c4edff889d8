-- One row per benchmark, with what is known and not known of its base.
select
    benchmark_id, name,
    cast(value as double) as value,
    unit,
    cast(stated_base as integer) as stated_base,
    cast(inferred_base as integer) as inferred_base,
    cast(low as double) as low,
    cast(high as double) as high,
    status, note, words
from {{ ref('benchmarks') }}
