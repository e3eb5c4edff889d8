-- One row per incident: what was wrong, since when, whose it is, who acted on it, and what ended it.
select
    incident_id, cause_class, source, platform, account_id, organisation_id, severity, owner, title, cause, means, affected,
    next_step, link, earlier, closed_by, snoozed_by, snoozed_why, acted_by, acted_note, times_seen,
    {{ in_utc('since') }} as opened_at,
    {{ in_utc('last_seen') }} as last_seen_at,
    {{ in_utc('closed_at') }} as closed_at,
    {{ in_utc('told_at') }} as told_at,
    {{ in_utc('acted_at') }} as acted_at,
    cast(snoozed_until as date) as snoozed_until
from {{ source('raw', 'incidents') }}
