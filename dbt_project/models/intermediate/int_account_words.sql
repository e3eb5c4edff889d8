-- One row per account, subject and month shown: the last word of all looks, the last refusal and the first silence that reach into it.
with expected as (select * from {{ ref('int_account_expected') }}),

looks as (
    select
        *,
        row_number() over (
            partition by organisation_id, platform, account_id, subject order by observed_at desc, batch_id desc
        ) as newness,
        count(*) filter (where outcome in ('ok', 'partial', 'refused'))
            over (partition by organisation_id, platform, account_id, subject) as times_read
    from {{ ref('int_account_looks') }}
),

refused as (
    select
        expected.organisation_id, expected.platform, expected.account_id, expected.subject, expected.period,
        looks.cause as refusal,
        row_number() over (
            partition by expected.organisation_id, expected.platform, expected.account_id, expected.subject, expected.period
            order by looks.newness
        ) as place
    from expected
    inner join looks
        on
            expected.organisation_id = looks.organisation_id and expected.platform = looks.platform
            and expected.account_id = looks.account_id and expected.subject = looks.subject
            and looks.since < expected.end_day and looks.until > expected.first_day
    where looks.outcome = 'refused'
),

silent as (
    select
        expected.organisation_id, expected.platform, expected.account_id, expected.subject, expected.period,
        expected.who || case silences.said_of when 'posts' then ' said nothing from ' else ' was told nothing from ' end
        || {{ day_name('silences.first_day') }} || ' to ' || {{ day_name('silences.last_day') }}
        || ', after ' || {{ one_decimal('silences.items_a_day') }} || ' ' || silences.said_of
        || ' a day: taken for lost data, not for silence. If it was quiet, say so in seeds/account_pauses.csv' as silence,
        row_number() over (
            partition by expected.organisation_id, expected.platform, expected.account_id, expected.subject, expected.period
            order by silences.first_day
        ) as place
    from expected
    inner join {{ ref('int_account_silences') }} as silences
        on
            expected.organisation_id = silences.organisation_id and expected.platform = silences.platform
            and expected.account_id = silences.account_id and expected.subject = silences.subject
            and silences.first_day < expected.end_day and silences.last_day >= expected.first_day
)

select
    expected.organisation_id, expected.platform, expected.account_id, expected.subject, expected.period,
    looks.outcome,
    trim(trailing '. ' from looks.cause) as cause,
    looks.times_read, refused.refusal, silent.silence
from expected
left join looks
    on
        expected.organisation_id = looks.organisation_id and expected.platform = looks.platform
        and expected.account_id = looks.account_id and expected.subject = looks.subject and looks.newness = 1
left join refused
    on
        expected.organisation_id = refused.organisation_id and expected.platform = refused.platform
        and expected.account_id = refused.account_id and expected.subject = refused.subject
        and expected.period = refused.period and refused.place = 1
left join silent
    on
        expected.organisation_id = silent.organisation_id and expected.platform = silent.platform
        and expected.account_id = silent.account_id and expected.subject = silent.subject
        and expected.period = silent.period and silent.place = 1
