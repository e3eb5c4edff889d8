-- One row per organisation, community, month and measure beside the KPIs: the figure, or why there is none.
-- What one to nine people could stand behind is withheld, be it a count, what remains of it, or what two figures give away.
{% set fewest, base = 10, 20 %}{# people in a cell; members below which no share of them is shown, as for CM-RETURN #}
{% set few = 'between 1 and ' ~ (fewest - 1) %}
with judged as (
    select
        *,
        case
            when standing <> 'known' then standing
            when denominator = 0 then 'withheld'
            when measure = 'give_ratio' then 'measured' -- acts of ours, not people
            when numerator {{ few }} or denominator - numerator {{ few }} then 'withheld'
            when staff_left_out {{ few }} or staff_returned {{ few }} or staff_left_out - staff_returned {{ few }} then 'withheld'
            when measure = 'returning_without_staff' and denominator < {{ base }} then 'withheld'
            else 'measured'
        end as state
    from {{ ref('int_communities__beside') }}
),

explained as (
    select
        organisation_id, period, community_id, measure, state,
        case when state = 'measured' then numerator end as numerator,
        case when state = 'measured' then denominator end as denominator,
        case when state = 'measured' then numerator * case measure when 'give_ratio' then 1 else 100 end / denominator end as value,
        case
            when standing <> 'known' then reason
            when state = 'measured' then null
            when denominator = 0
                then case measure
                    when 'give_ratio' then 'No act of ours here carried a link of our own: nothing to set what we gave against'
                    when 'questions_met' then 'No question was recorded in these three months'
                    when 'member_to_member' then 'Nobody replied to anybody in these three months'
                    else 'Nobody but staff spoke in the quarter before'
                end
            when numerator {{ few }} or denominator - numerator {{ few }} then 'Fewer than {{ fewest }} people: withheld'
            when staff_left_out {{ few }} or staff_returned {{ few }} or staff_left_out - staff_returned {{ few }}
                then 'Fewer than {{ fewest }} people: withheld, for the figure with staff would give them away'
            else 'Too few to report: below {{ base }}'
        end as reason
    from judged
)

select
    organisation_id, period, community_id, measure,
    cast(numerator as double) as numerator, cast(denominator as double) as denominator, cast(value as double) as value,
    state, reason,
    case
        when state = 'missing' then 'Missing: ' || {{ sentence('reason') }}
        when state = 'not_measurable' then 'Not measurable: ' || {{ sentence('reason') }}
        when state = 'withheld' then {{ sentence('reason') }}
        when measure = 'give_ratio'
            then
                'We gave ' || {{ whole('numerator') }} || ' times (thanks, shares, introductions) and put in a link of our own '
                || {{ whole('denominator') }} || ' times: ' || {{ one_decimal('value') }} || ' to 1.'
        when measure = 'member_to_member'
            then {{ whole('numerator') }} || ' of ' || {{ whole('denominator') }} || ' replies (' || {{ whole('value') }} || '%) went from one member to another.'
        when measure = 'questions_met'
            then
                {{ whole('numerator') }} || ' of the ' || {{ whole('denominator') }} || ' questions somebody coded (' || {{ whole('value') }}
                || '%) had an answer from anyone within 48 hours.'
        else
            {{ whole('numerator') }} || ' of ' || {{ whole('denominator') }} || ' members of the quarter before, our staff left out ('
            || {{ whole('value') }} || '%), contributed again.'
    end as words
from explained
order by organisation_id, community_id, measure, period
