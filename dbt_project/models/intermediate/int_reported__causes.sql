-- One row per edition and figure, test or outcome value that changed since: whether that was to be expected, and what tells why.
-- Only evidence: what the edition rested on and what is there now. Where nothing tells, nothing is said (NULL).
with changed as (select * from {{ ref('int_reported__changed') }}),

kpis as (select distinct kpi_id, needs_strategy, numerator from {{ ref('kpis') }}),

explained as (
    select
        changed.*,
        series.expected_revision is not null and series.expected_revision not like 'None%' as is_expected,
        series.expected_revision,
        coalesce(kpis.needs_strategy, false) or changed.subject_kind = 'alignment_test' as needs_strategy,
        coalesce(kpis.numerator = 'kpis_managed', false) as needs_targets, -- the one KPI that counts whether others have a target
        strategy.objectives, strategy.targets,
        rests_on.words as read_words
    from changed
    left join kpis on changed.subject_kind = 'figure' and changed.subject_id = kpis.kpi_id
    left join {{ ref('outcome_series') }} as series
        on changed.subject_kind = 'outcome' and changed.organisation_id = series.organisation_id and changed.subject_id = series.series_id
    left join {{ ref('int_reported__strategy') }} as strategy
        on
            changed.edition = strategy.edition and changed.said_next = strategy.said_next and changed.period = strategy.period
            and changed.organisation_id = strategy.organisation_id
    left join {{ ref('int_reported__rested_on') }} as rests_on
        on
            changed.edition = rests_on.edition and changed.organisation_id = rests_on.organisation_id
            and changed.subject_kind = rests_on.subject_kind and changed.subject_id = rests_on.subject_id
            and changed.period = rests_on.period and changed.slice_kind = rests_on.slice_kind and changed.slice = rests_on.slice
),

worded as (
    select
        *,
        case
            when definition_version <> definition_version_next
                then
                    'definition ' || cast(definition_version as {{ dbt.type_string() }}) || ' became '
                    || cast(definition_version_next as {{ dbt.type_string() }})
        end as redefined,
        case when status = 'provisional' then 'it was provisional when it was reported' end as settling,
        case when subject_kind = 'outcome' and as_at_next > as_at then 'published anew on ' || {{ day_name('as_at_next') }} end as published_anew,
        case when is_expected then 'expected of this series: ' || lower(substr(expected_revision, 1, 1)) || substr(expected_revision, 2) end as announced,
        case when needs_strategy then 'the strategy was written otherwise by then (objectives ' || objectives || ')' end as strategy_changed,
        case when needs_targets then 'targets were written otherwise by then (' || targets || ')' end as targets_changed
    from explained
)

select
    *,
    coalesce(status = 'provisional', false) or redefined is not null or is_expected as is_scheduled,
    {{ those_there(['redefined', 'settling', 'published_anew', 'announced', 'strategy_changed', 'targets_changed', 'read_words']) }} as cause
from worded
