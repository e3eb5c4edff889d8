-- One row per organisation, outcome series and month shown with a value: what stands beside it, the grade of what may be said of
-- the two, and the one sentence that grade allows. A sentence that would say more is not given, whoever's words it came from.
with graded as (
    select graded.*
    from {{ ref('int_contributions__graded') }} as graded
    inner join {{ ref('int_months') }} as months on graded.period = months.period and months.is_shown
),

worded as (
    select
        *,
        {{ contribution_sentence() }} as said,
        {{ lacking() }} as lacks,
        {{ evidence_words() }} as rests_on
    from graded
),

forbidden as ({{ forbidden_pattern() }}),

judged as (
    select
        worded.*,
        {{ claims_more_than_its_grade('worded.said', 'worded.grade', 'forbidden.pattern') }} as is_refused,
        {{ says_what_it_may_not('worded.lacks', 'forbidden.pattern') }} as is_lack_refused,
        {{ says_what_it_may_not('worded.rests_on', 'forbidden.pattern') }} as is_evidence_refused
    from worded
    cross join forbidden
)

select
    organisation_id, series_id, period, objective_id, beside_kpi_id as kpi_id,
    cast(grade as integer) as grade,
    case grade when 0 then 'Side by side' when 1 then 'Consistent' when 2 then 'Supported' when 3 then 'Measured' else 'Nothing beside it' end as grade_name,
    cast(moved_from as double) as moved_from,
    cast(moved_to as double) as moved_to,
    case when moved_from is not null then period_before end as compared_with,
    status,
    case
        when is_refused
            then 'What happened here we cannot say: a name or note would make the sentence claim more than its grade allows'
        else said
    end as sentence,
    case
        when grade = 3 then 'There is no higher grade'
        when is_lack_refused then 'Not given: a note in it claims more than it may'
        else 'Lacking: ' || lacks
    end as why_not_higher,
    case when is_evidence_refused then 'Not given: a name in it claims more than it may' else rests_on end as evidence,
    is_refused or is_lack_refused or is_evidence_refused as is_refused
from judged
order by organisation_id, series_id, period
