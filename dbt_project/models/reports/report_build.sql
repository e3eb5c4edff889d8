-- One row: what was built, from what, up to which day.
select
    '{{ var("version") }}' as version,
    (select {{ list_agg('strategy_version', ', ') }} from {{ ref('objectives') }}) as strategy_version,
    (select max(taxonomy_version) from {{ ref('purposes') }}) as taxonomy_version, -- the same in every row
    {{ in_utc('current_timestamp') }} as built_at, -- when, for the reader; no figure depends on it
    {{ plus('as_of', -1, 'day') }} as data_to,
    coalesce((select bool_or(source = 'sandbox') from {{ ref('stg_extracts') }}), false) as is_sandbox
from {{ ref('int_as_of') }}
