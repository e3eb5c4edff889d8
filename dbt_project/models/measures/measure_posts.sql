-- One row per post, month of publication and measure: how many posts were published, and of how many every count is known.
-- A view, as measure_acts.
{{ config(materialized='view') }}
with published as (
    select
        organisation_id, period, 'act' as part_kind, post_id as part_id, platform, account_id, objective_id,
        {{ unknown(['community_id', 'theme', 'field']) }}, batch_id,
        1 as posts_published,
        {{ one_if('is_complete') }} as posts_with_every_count,
        {{ one_if('has_tagged_link') }} as posts_with_tagged_link,
        {{ one_if('has_tagged_link and is_complete') }} as linked_posts_with_audience
    from {{ ref('fct_post_engagement') }}
)

{{ as_parts('published', ['posts_published', 'posts_with_every_count', 'posts_with_tagged_link', 'linked_posts_with_audience']) }}
