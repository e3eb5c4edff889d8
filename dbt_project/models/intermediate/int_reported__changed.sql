-- One row per edition and figure, test or outcome value that was not the same when it was said next: both, and what moved.
with said as (select * from {{ ref('int_reported__said') }}),

compared as (
    select
        before.edition, next.said_next, before.organisation_id, before.subject_kind, before.subject_id, before.period, before.slice_kind,
        before.slice,
        before.value, after.value as value_next,
        before.state, coalesce(after.state, 'withdrawn') as state_next,
        before.status, after.status as status_next,
        before.words, coalesce(after.words, 'No longer reported.') as words_next,
        before.definition_version, after.definition_version as definition_version_next,
        before.as_at, after.as_at as as_at_next,
        case
            when before.value is null or after.value is null then (before.value is null) <> (after.value is null)
            -- the sum of the same parts in another order is the same number
            else abs(after.value - before.value) > 1e-9 * greatest(abs(before.value), abs(after.value))
        end as is_value_changed
    from said as before
    inner join {{ ref('int_reported__next') }} as next
        on before.edition = next.edition and before.subject_kind = next.subject_kind and before.period = next.period
    left join said as after
        on
            next.said_next = after.edition and before.organisation_id = after.organisation_id
            and before.subject_kind = after.subject_kind and before.subject_id = after.subject_id
            and before.period = after.period and before.slice_kind = after.slice_kind and before.slice = after.slice
)

select
    *,
    state <> state_next as is_state_changed,
    -- of nothing there is no share
    case when is_value_changed and value <> 0 then (value_next - value) / abs(value) end as relative_change
from compared
where is_value_changed or state <> state_next or words <> words_next
