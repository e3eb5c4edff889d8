-- One row per edition and figure, test or outcome value that was not the same when it was said next: old, new, why and how much it matters.
with causes as (select * from {{ ref('int_reported__causes') }}),

-- a test says what its figures say: it was to be expected when each of those that moved was
test_figures as (
    select
        causes.edition, causes.organisation_id, causes.period, parts.test,
        bool_and(causes.is_scheduled) as is_scheduled,
        {{ list_agg('causes.subject_id', ', ') }} as kpis
    from causes
    inner join (select distinct test, measure from {{ ref('int_alignment__parts') }}) as parts
        on
            parts.measure = case causes.subject_id
                {% for kpi, measure in kpis_of_the_tests().items() -%}
                when '{{ kpi }}' then '{{ measure }}'
                {% endfor %}
            end
    where causes.subject_kind = 'figure' and causes.slice_kind = 'organisation' and (causes.is_value_changed or causes.is_state_changed)
    group by causes.edition, causes.organisation_id, causes.period, parts.test
)

select
    causes.organisation_id, causes.subject_kind, causes.subject_id, causes.period, causes.slice_kind, causes.slice,
    causes.edition as reported_in,
    nullif(causes.said_next, 'latest') as restated_in,
    cast(causes.value as double) as value_reported,
    cast(causes.value_next as double) as value_restated,
    causes.state as state_reported,
    causes.state_next as state_restated,
    causes.words as words_reported,
    causes.words_next as words_restated,
    cast(causes.relative_change as double) as relative_change,
    case when causes.is_scheduled or coalesce(test_figures.is_scheduled, false) then 'scheduled revision' else 'unscheduled correction' end as kind,
    coalesce(
        approvals.cause,
        {{ those_there(["'it rests on ' || test_figures.kpis || ', restated too'", 'causes.cause']) }},
        'not recorded'
    ) as cause,
    material.why is not null as is_material,
    material.why as material_why,
    approvals.approved_by, approvals.approved_on
from causes
left join test_figures
    on
        causes.subject_kind = 'alignment_test' and causes.edition = test_figures.edition and causes.organisation_id = test_figures.organisation_id
        and causes.period = test_figures.period and causes.subject_id = test_figures.test
left join {{ ref('int_reported__material') }} as material
    on
        causes.edition = material.edition and causes.organisation_id = material.organisation_id and causes.subject_kind = material.subject_kind
        and causes.subject_id = material.subject_id and causes.period = material.period and causes.slice_kind = material.slice_kind
        and causes.slice = material.slice
left join {{ ref('restatement_approvals') }} as approvals
    on
        causes.edition = approvals.reported_in and causes.organisation_id = approvals.organisation_id
        and causes.subject_kind = approvals.subject_kind and causes.subject_id = approvals.subject_id
        and causes.period = approvals.period and causes.slice_kind = approvals.slice_kind and causes.slice = approvals.slice
order by causes.organisation_id, causes.subject_kind, causes.subject_id, causes.slice_kind, causes.slice, causes.period, causes.edition
