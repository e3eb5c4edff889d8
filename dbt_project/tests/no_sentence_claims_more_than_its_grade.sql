-- Offenders, by name: texts of the strategy that end up in a sentence and say what none may, and published sentences that claim
-- more than their grade.
with texts as (
    select 'outcome_series.csv' as said_in, organisation_id || ' ' || series_id as said_of, name || '; ' || unit as said, null as grade from {{ ref('outcome_series') }}
    union all
    select
        'pathways.csv' as said_in, organisation_id || ' ' || series_id as said_of,
        concat_ws('; ', explanations_checked, other_things_acting) as said, null as grade
    from {{ ref('pathways') }}
    union all
    select 'kpis.csv' as said_in, kpi_id as said_of, concat_ws('; ', name, sentence) as said, null as grade from {{ ref('kpis') }}
    union all
    select
        'the sentence of ' || cast(period as {{ dbt.type_string() }}) as said_in, organisation_id || ' ' || series_id as said_of,
        sentence as said, grade
    from {{ ref('report_contributions') }}
    union all
    select
        'beside the sentence of ' || cast(period as {{ dbt.type_string() }}) as said_in, organisation_id || ' ' || series_id as said_of,
        concat_ws('; ', why_not_higher, evidence) as said, 3 as grade
    from {{ ref('report_contributions') }}
),

forbidden as ({{ forbidden_pattern() }})

select texts.said_in, texts.said_of, texts.said
from texts
cross join forbidden
where {{ claims_more_than_its_grade('texts.said', 'texts.grade', 'forbidden.pattern') }}
