-- One row per post looked at, month and measure: posts checked for accessibility, and those that pass every check that applies.
with checked as (
    select
        organisation_id, cast(date_trunc('month', audited_on) as date) as period, 'act' as part_kind, post_id as part_id, platform,
        {{ unknown(['account_id', 'objective_id', 'community_id', 'theme', 'field']) }}, batch_id,
        1 as posts_checked,
        -- an empty cell: that check does not apply to this post
        {{ one_if("coalesce(has_alt_text, true) and coalesce(has_captions, true) and coalesce(hashtags_in_capitals, true) and coalesce(is_not_text_as_image, true) and coalesce(reading_age <= 11, true) and coalesce(emoji_few_and_last, true)") }} as posts_accessible
    from {{ ref('stg_access_audit') }}
)

{{ as_parts('checked', ['posts_checked', 'posts_accessible']) }}
