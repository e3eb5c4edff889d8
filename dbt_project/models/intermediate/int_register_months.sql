-- One row per organisation, register and month: is the month covered by the files of that register, and if not, why not.
with covered as (
    select organisation_id, register, min(since) as since, max(until) as until, max(cause) as cause
    from {{ ref('stg_register_files') }}
    group by organisation_id, register
),

expected as (
    select
        organisations.organisation_id, registers.register, registers.name, months.period, covered.since,
        least(months.next_period, as_of.as_of) as end_day, -- the day after the last one that should be known
        covered.until, covered.cause, covered.register is not null as is_kept
    from {{ ref('int_organisations') }} as organisations
    cross join {{ ref('registers') }} as registers
    cross join {{ ref('int_months') }} as months
    cross join {{ ref('int_as_of') }} as as_of
    left join covered on organisations.organisation_id = covered.organisation_id and registers.register = covered.register
)

select
    organisation_id, register, period,
    case
        when not is_kept then 'not_measurable'
        when until is null then 'missing'
        when since >= {{ plus('period', 1, 'month') }} or until < end_day then 'missing'
        else 'known'
    end as standing,
    case
        when not is_kept then registers_words
        when until is null then name || ': ' || cause
        when since >= {{ plus('period', 1, 'month') }} then name || ': the first entry is of ' || {{ day_name('since') }}
        when until < end_day then name || ': complete only up to ' || {{ day_name(plus('until', -1, 'day')) }}
    end as reason
from (select expected.*, 'The register "' || name || '" is not kept here' as registers_words from expected) as judged
