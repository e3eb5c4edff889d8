-- One row per act: its one primary purpose, by the order of decision in domain rule 2.3, and its objective.
-- Order: label by a person, reply / quote / repost, registered tag, loop closed, made together,
-- people connected, views asked, news, event, jobs, service, position, profile, campaign link.
with facts as (
    select
        acts.*,
        parents.interaction_id is not null as parent_is_inbound,
        coalesce(parents.asks_question, false) or coalesce(parents.raises_concern, false) as parent_asks,
        labels.purpose_id as label_purpose_id,
        tagged.purpose_id as tag_purpose_id,
        tagged.objective_id as tag_objective_id,
        roots.objective_id as thread_objective_id,
        coalesce(tagged.is_civic_duty, false) as is_civic_duty,
        coalesce(templates.is_template, false) as is_template,
        signals.asks_for_views, signals.links_to_news, signals.is_event, signals.links_to_jobs, signals.is_service_news,
        signals.links_to_position, signals.is_profile, signals.closes_a_loop, signals.makes_together, signals.connects_people, signals.is_campaign
    from {{ ref('stg_posts') }} as acts
    inner join {{ ref('int_acts__signals') }} as signals using (platform, account_id, post_id)
    left join {{ ref('int_acts__tagged') }} as tagged using (platform, account_id, post_id)
    left join {{ ref('int_acts__templates') }} as templates using (platform, account_id, post_id)
    left join {{ ref('stg_interactions') }} as parents
        on acts.platform = parents.platform and acts.account_id = parents.account_id and acts.parent_id = parents.interaction_id
    left join {{ ref('stg_labels') }} as labels
        on
            acts.organisation_id = labels.organisation_id and acts.platform = labels.platform and acts.post_id = labels.post_id
            and labels.labeller = 'first' -- the second labeller only measures agreement
    left join {{ ref('int_acts__tagged') }} as roots
        on acts.platform = roots.platform and acts.account_id = roots.account_id and acts.conversation_id = roots.post_id
),

decided as (
    select
        *,
        case
            when label_purpose_id is not null then label_purpose_id
            when kind = 'reply' and parent_is_ours then null
            when kind = 'reply' and is_template then 'C2'
            when kind = 'reply' and parent_asks then 'C1'
            when kind = 'reply' and parent_is_inbound then 'C2'
            when kind = 'reply' then null
            when kind in ('quote', 'repost') and not coalesce(parent_is_ours, false) then 'C5'
            when kind = 'repost' then null
            when tag_purpose_id is not null then tag_purpose_id
            when closes_a_loop then 'C3'
            when makes_together then 'C7'
            when connects_people then 'C6'
            when asks_for_views then 'L7'
            when links_to_news then 'B1'
            when is_event then 'B4'
            when links_to_jobs then 'B5'
            when is_service_news then 'B3'
            when links_to_position then 'B7'
            when is_profile then 'B6'
            when is_campaign then 'B2'
        end as purpose_id,
        case
            when label_purpose_id is not null then 'label'
            when kind = 'reply' and parent_is_ours then 'thread continuation'
            when kind = 'reply' and not parent_is_inbound then 'reply, parent not known'
            when kind in ('reply', 'quote', 'repost') then kind
            when tag_purpose_id is not null then 'tag'
            else 'signals'
        end as decided_by
    from facts
)

select
    decided.organisation_id, decided.platform, decided.account_id, decided.post_id, decided.kind, decided.route, decided.batch_id,
    decided.published_at, decided.published_on, decided.text, decided.permalink, decided.parent_id, decided.conversation_id,
    decided.is_paid, decided.is_template, decided.is_civic_duty, decided.decided_by, decided.purpose_id,
    -- a reply to somebody outside speaks with people even where the source does not say what they asked
    coalesce(purposes.mode, case when decided.decided_by = 'reply, parent not known' then 'C' end) as mode,
    case when decided.decided_by = 'thread continuation' then false else true end as is_an_act_of_its_own,
    coalesce(decided.tag_objective_id, case when decided.kind = 'reply' then decided.thread_objective_id end) as objective_id
from decided
left join {{ ref('purposes') }} as purposes on decided.purpose_id = purposes.purpose_id
