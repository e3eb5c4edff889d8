-- One row per act: what its words and links show, before any rule is applied.
with acts as (
    select
        platform, account_id, post_id,
        lower(coalesce(text, '')) as words,
        lower({{ joined('links', ' ') }}) as links,
        media_kind, people_named
    from {{ ref('stg_posts') }}
)

select
    platform, account_id, post_id,
    media_kind = 'poll'
    or {{ matches('words', '(tell us|one question today|your views wanted|what do you think|have your say|we would like to hear|let us know|share your)') }}
    or {{ matches('links', '(survey|have-your-say)') }} as asks_for_views,
    {{ matches('links', '/(news|press|media|reports?|board-papers)(/|$)') }} as links_to_news,
    {{ matches('links', '(/events?(/|$)|eventbrite)') }}
    or {{ matches('words', '(book your place|places can be booked|open evening|next public meeting|annual general meeting|open day|join us on|public board meeting)') }} as is_event,
    {{ matches('links', '(/jobs?(/|$)|/careers?(/|$)|jobs[.]|trac[.]jobs)') }} as links_to_jobs,
    {{ matches('links', '/(services?|visiting|appointments?|wards?|departments?)(/|$)') }}
    or {{ matches('words', '(opening times|opening hours|visiting (times|hours)|is closed|are closed|is open|are open|waiting times)') }} as is_service_news,
    {{ matches('links', '/(strategy|consultations?|position|policy)(/|$)') }} as links_to_position,
    {{ matches('words', '(award|congratulat|celebrat|proud|milestone|anniversary|fundrais|raised money|shortlisted|thank you to (all )?our (staff|teams))') }} as is_profile,
    {{ matches('words', '(you said,? we did|you told us|because you asked|following your feedback)') }} as closes_a_loop,
    {{ matches('words', '(helped us (re)?design|helped us test|wrote this .* together|working group|co-?design|co-?produc)') }} as makes_together,
    coalesce(people_named >= 2, false) or {{ matches('words', '(support group|peer support)') }} as connects_people,
    {{ matches('links', '/campaigns?(/|$)') }}
    or {{ matches('links', 'utm_campaign=') }} as is_campaign
from acts
