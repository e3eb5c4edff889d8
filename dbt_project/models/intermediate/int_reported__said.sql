-- One row per edition (or `latest`, the build of today) and figure, test or outcome value: what was said of it.
with figures as (
    select
        edition, organisation_id, 'figure' as subject_kind, kpi_id as subject_id, period, slice_kind, slice, value, state, status, words,
        definition_version, cast(null as date) as as_at
    from {{ source('raw', 'reported_figures') }}
    union all
    select
        'latest', organisation_id, 'figure', kpi_id, period, slice_kind, slice, value, state, status, words,
        definition_version, cast(null as date)
    from {{ ref('report_figures') }}
),

tests as (
    select edition, organisation_id, period, test, result, reason from {{ source('raw', 'reported_tests') }}
    union all
    select 'latest', organisation_id, period, test, result, reason from {{ ref('report_alignment_tests') }}
),

outcomes as (
    select edition, organisation_id, series_id, period, value, state, status, words, as_at from {{ source('raw', 'reported_outcomes') }}
    union all
    select 'latest', organisation_id, series_id, period, value, state, status, words, as_at from {{ ref('report_outcomes') }}
)

select * from figures
union all
select
    edition, organisation_id, 'alignment_test' as subject_kind, test as subject_id, period, 'organisation' as slice_kind,
    organisation_id as slice, cast(null as double) as value,
    result as state, -- a test has no value: its result is what it stands at
    cast(null as {{ dbt.type_string() }}) as status,
    upper(substr(result, 1, 1)) || substr(result, 2) || '. ' || reason as words,
    cast(null as integer) as definition_version, cast(null as date) as as_at
from tests
union all
select
    edition, organisation_id, 'outcome' as subject_kind, series_id as subject_id, period, 'organisation' as slice_kind,
    organisation_id as slice, value, state, status, words, cast(null as integer) as definition_version, as_at
from outcomes
