-- One row per inbound item: the enquiry it belongs to, and when that enquiry was next replied to and answered.
-- What one person says in one conversation until we answer is one enquiry, and an answer to any of its messages answers it.
-- A comment or mention on its own, a reply to a post of ours, or 7 days of silence begin a new one; a template ends none.
with items as (
    select
        items.platform, items.account_id, items.interaction_id, items.created_at,
        -- without a conversation or an author an item is nobody's follow-up
        coalesce(items.conversation_id, items.interaction_id) as conversation,
        coalesce(items.author_key, items.interaction_id) as person,
        items.kind <> 'reply' or coalesce(posts.kind <> 'reply', false) as is_fresh
    from {{ ref('stg_interactions') }} as items
    left join {{ ref('stg_posts') }} as posts
        on items.platform = posts.platform and items.account_id = posts.account_id and items.parent_id = posts.post_id
),

replies as (
    select items.*, acts.published_at, acts.is_template
    from {{ ref('int_acts__classified') }} as acts
    inner join items
        on acts.platform = items.platform and acts.account_id = items.account_id and acts.parent_id = items.interaction_id
    where acts.kind = 'reply'
),

said as (
    select platform, account_id, interaction_id, conversation, person, created_at as said_at, is_fresh, 0 as is_answer from items
    union all
    select platform, account_id, interaction_id, conversation, person, published_at as said_at, false as is_fresh, 1 as is_answer
    from replies
    where not is_template
),

in_order as (
    select *, lag(said_at) over talk as last_said_at, lag(is_answer) over talk as was_answered
    from said
    window talk as (partition by platform, account_id, conversation, person order by said_at, is_answer, interaction_id)
),

begun as (
    select
        *,
        sum(
            case
                when is_answer = 1 then 0
                when is_fresh or was_answered = 1 or last_said_at is null then 1
                when {{ seconds_between('last_said_at', 'said_at') }} > 7 * 86400 then 1
                else 0
            end
        ) over (
            partition by platform, account_id, conversation, person order by said_at, is_answer, interaction_id
            rows between unbounded preceding and current row
        ) as enquiry
    from in_order
),

named as (
    select
        platform, account_id, interaction_id, said_at as created_at,
        first_value(interaction_id) over (
            partition by platform, account_id, conversation, person, enquiry order by said_at, interaction_id
        ) as enquiry_id
    from begun
    where is_answer = 0
),

replied as (
    select named.platform, named.account_id, named.enquiry_id, replies.published_at, replies.is_template
    from replies
    inner join named using (platform, account_id, interaction_id)
)

select
    named.platform, named.account_id, named.interaction_id, named.enquiry_id,
    min(replied.published_at) as replied_at,
    min(replied.published_at) filter (where not replied.is_template) as answered_at
from named
left join replied
    on
        named.platform = replied.platform and named.account_id = replied.account_id and named.enquiry_id = replied.enquiry_id
        and replied.published_at >= named.created_at
group by named.platform, named.account_id, named.interaction_id, named.enquiry_id
