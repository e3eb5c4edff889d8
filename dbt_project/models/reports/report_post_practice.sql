-- One row per act of ours and practice it is an example of, good or poor, with the evidence; an act that shows none has no row.
-- What a source does not say (whether a picture is described) is unknown and neither good nor poor. A duty is never judged.
with acts as (
    select
        acts.organisation_id, acts.platform, acts.account_id, acts.post_id, acts.period, acts.kind, acts.text, acts.purpose_id,
        acts.is_template, acts.is_civic_duty, posts.media_kind, posts.has_alt_text
    from {{ ref('fct_acts') }} as acts
    inner join {{ ref('stg_posts') }} as posts using (platform, account_id, post_id)
),

-- a hashtag of one short word needs no capitals; from 12 letters on it is taken to hold more than one word (ours)
tagged as (
    select
        organisation_id, period, platform, account_id, post_id,
        {{ matches('text', '#[a-z0-9_]{12,}([^A-Za-z0-9_]|$)') }} as has_run_together,
        {{ matches('text', '#[A-Za-z0-9_]*[a-z0-9][A-Z]') }} as has_capitals
    from acts
)

select
    organisation_id, period, platform, account_id, post_id, 'alt_text' as practice,
    case when has_alt_text then 'good' when not has_alt_text then 'poor' else 'unknown' end as finding,
    case
        when has_alt_text then 'Its ' || media_kind || ' has a text alternative'
        when not has_alt_text then 'Its ' || media_kind || ' has no text alternative'
        else 'The source does not say whether its ' || media_kind || ' has a text alternative'
    end as evidence
from acts
where kind = 'original' and (media_kind in ('image', 'album') or (media_kind = 'video' and has_alt_text is not null))
union all
select
    organisation_id, period, platform, account_id, post_id, 'hashtags' as practice,
    case when has_run_together then 'poor' else 'good' end as finding,
    case
        when has_run_together then 'A hashtag runs its words together without capitals, so it is read aloud as one'
        else 'Its hashtags begin each word with a capital'
    end as evidence
from tagged
where has_run_together or has_capitals
union all
select organisation_id, period, platform, account_id, post_id, 'asks' as practice, 'good' as finding, 'Its words ask a question' as evidence
from acts
where kind = 'original' and (purpose_id = 'L7' or {{ matches(stripped('text', 'https?://[^ ]+'), '[?]') }}) -- an address has question marks of its own
union all
select organisation_id, period, platform, account_id, post_id, 'answers' as practice, 'good' as finding, 'A reply to a question or concern of somebody outside' as evidence
from acts
where kind = 'reply' and purpose_id = 'C1' and not is_template
union all
select organisation_id, period, platform, account_id, post_id, 'answers' as practice, 'poor' as finding, 'The same words were sent three times or more within 7 days' as evidence
from acts
where kind = 'reply' and is_template
union all
select organisation_id, period, platform, account_id, post_id, 'closes_loop' as practice, 'good' as finding, 'It tells those who raised something what came of it' as evidence
from acts
where purpose_id = 'C3'
union all
select organisation_id, period, platform, account_id, post_id, 'duty' as practice, 'duty' as finding, 'It carries a tag registered as a civic duty' as evidence
from acts
where is_civic_duty
