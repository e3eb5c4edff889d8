-- One row per coded mention, month and measure: mentions the first coder looked at, and those that raise a concern, by theme.
with coded as (
    select
        organisation_id, cast(date_trunc('month', said_on) as date) as period, 'entry' as part_kind, entry_id as part_id, platform,
        {{ unknown(['account_id']) }}, objective_id, {{ unknown(['community_id']) }}, coalesce(theme, 'other') as theme,
        {{ unknown(['field']) }}, batch_id,
        1 as mentions_coded,
        {{ one_if('is_concern') }} as mentions_raising_concern
    from {{ ref('stg_coded_mentions') }}
    where coded_by = 'first' -- the second coder only measures agreement
)

{{ as_parts('coded', ['mentions_coded', 'mentions_raising_concern']) }}
