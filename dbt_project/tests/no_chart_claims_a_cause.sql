-- Offenders, by name: published words of a control chart, and of the matrix, that say what none may. A chart finds a signal, never its cause.
with texts as (
    select 'spc_cells.csv' as said_in, variation || ' ' || assurance as said_of, concat_ws('; ', name, words, asks) as said from {{ ref('spc_cells') }}
    union all
    select
        'a point of ' || cast(period as {{ dbt.type_string() }}) as said_in, concat_ws(' ', organisation_id, subject_id, slice) as said_of,
        concat_ws('; ', words, group_reason) as said
    from {{ ref('report_spc') }}
    union all
    select
        'a chart' as said_in, concat_ws(' ', organisation_id, subject_id, slice) as said_of,
        concat_ws('; ', words, asks, why_none, gap_words, rules_words, alt_text) as said
    from {{ ref('report_spc_series') }}
),

forbidden as ({{ forbidden_pattern() }})

select texts.said_in, texts.said_of, texts.said
from texts
cross join forbidden
where {{ fits(words_of('texts.said'), 'forbidden.pattern') }}
