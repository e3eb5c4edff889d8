-- Offenders: tests called met or partly met though one of their parts is not known, met though one falls short, and tests that lost a part.
with parts as (
    select
        organisation_id, period, test,
        count(*) as parts,
        count(*) filter (where is_met is null) as unknown,
        count(*) filter (where not is_met) as failing
    from {{ ref('report_alignment_parts') }}
    group by organisation_id, period, test
)

select tests.organisation_id, tests.period, tests.test, tests.result, parts.unknown, parts.failing
from {{ ref('report_alignment_tests') }} as tests
left join parts on tests.organisation_id = parts.organisation_id and tests.period = parts.period and tests.test = parts.test
where
    (tests.result in ('met', 'partly') and parts.unknown > 0)
    or (tests.result = 'met' and parts.failing > 0)
    or coalesce(parts.parts, 0) <> case tests.test when 'embedded' then 2 else 3 end -- no row: it lost all of them
