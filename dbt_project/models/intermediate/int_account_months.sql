-- One row per account, subject and month shown: how many of the days that should be known are, and if not, why not.
-- subject: posts | interactions | counts (see int_account_looks).
with expected as (
    select *, greatest({{ days_apart('first_day', 'end_day') }}, 0) as days_expected
    from {{ ref('int_account_expected') }}
),

counted as (
    select expected.organisation_id, expected.platform, expected.account_id, expected.subject, expected.period, count(days.day) as days_known
    from expected
    left join {{ ref('int_account_days') }} as days
        on
            expected.organisation_id = days.organisation_id and expected.platform = days.platform
            and expected.account_id = days.account_id and expected.subject = days.subject
            and days.day >= expected.first_day and days.day < expected.end_day
    group by expected.organisation_id, expected.platform, expected.account_id, expected.subject, expected.period
),

facts as (
    select
        expected.*, counted.days_known,
        counted.days_known < expected.days_expected as is_short,
        coalesce(expected.closed_on < expected.period, false) as is_closed,
        coalesce(expected.opened_on >= expected.next_period, false) as is_not_open,
        coalesce(words.outcome in ('off', 'not_offered') and words.times_read = 0, false) as is_never_offered,
        words.outcome, words.cause, words.refusal, words.silence
    from expected
    inner join counted using (organisation_id, platform, account_id, subject, period)
    inner join {{ ref('int_account_words') }} as words using (organisation_id, platform, account_id, subject, period)
)

select
    organisation_id, platform, account_id, who, subject, period, days_known, days_expected,
    case
        when is_closed then 'closed'
        when is_not_open then 'not_open'
        when is_never_offered then 'not_measurable'
        when days_expected = 0 or is_short or silence is not null then 'missing'
        else 'known'
    end as standing,
    case
        when is_closed then who || ' closed on ' || {{ day_name('closed_on') }}
        when is_not_open then who || ' opened on ' || {{ day_name('opened_on') }}
        when is_never_offered then cause
        when outcome is null then who || ' has never been read'
        when outcome = 'failed' and is_short then who || ' could not be read: ' || cause
        when days_expected = 0 then 'Nothing of this month has been read yet'
        when refusal is not null and is_short then who || ': ' || refusal
        when outcome = 'partial' and is_short then who || ' was only partly read: ' || cause
        when is_short
            then
                who || ': ' || {{ whole('days_expected - days_known') }} || ' of ' || {{ whole('days_expected') }} || ' days '
                || case route when 'export' then 'are in no imported file' else 'were never read' end
        else silence
    end as reason
from facts
