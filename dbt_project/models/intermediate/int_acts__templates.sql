-- One row per reply of ours: is the same text sent three times or more within 7 days (domain rule: acknowledged, not answered).
with replies as (
    select
        platform, account_id, post_id, published_at,
        {{ stripped("lower(coalesce(text, ''))", '[^a-z0-9]+') }} as bare_text
    from {{ ref('stg_posts') }}
    where kind = 'reply'
),

neighbours as (
    select
        *,
        lag(published_at, 2) over same_words as two_before,
        lag(published_at, 1) over same_words as one_before,
        lead(published_at, 1) over same_words as one_after,
        lead(published_at, 2) over same_words as two_after
    from replies
    window same_words as (partition by platform, account_id, bare_text order by published_at, post_id)
)

select
    platform, account_id, post_id,
    coalesce({{ seconds_between('two_before', 'published_at') }} <= 7 * 86400, false)
    or coalesce({{ seconds_between('one_before', 'one_after') }} <= 7 * 86400, false)
    or coalesce({{ seconds_between('published_at', 'two_after') }} <= 7 * 86400, false) as is_template
from neighbours
