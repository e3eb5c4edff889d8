-- One row per edition found: who froze the month and when, its place in time among those that were read, and what took its place.
with found as (
    select
        edition, period, issue,
        {{ in_utc('frozen_at') }} as frozen_at,
        frozen_by, reason, software_version, strategy_version, taxonomy_version, data_to, is_sandbox, measured, provisional, batches,
        batches_sha256, edition_sha256, damage
    from {{ source('raw', 'editions') }}
)

select
    *,
    case when damage is null then row_number() over (partition by damage is null order by frozen_at, period, issue) end as place,
    -- an unreadable manifest names no month
    case when period is not null then lead(edition) over (partition by period order by issue) end as superseded_by
from found
