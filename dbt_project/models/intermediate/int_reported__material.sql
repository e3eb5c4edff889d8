-- One row per edition and figure, test or outcome value whose change may alter a conclusion, and why (materiality of domain 5.4.3).
with changed as (select * from {{ ref('int_reported__changed') }}),

test_kpis as (
    select distinct
        parts.test,
        case parts.measure
            {% for kpi, measure in kpis_of_the_tests().items() -%}
            when '{{ measure }}' then '{{ kpi }}'
            {% endfor %}
        end as kpi_id
    from {{ ref('int_alignment__parts') }} as parts
),

-- of the same month and the same two looks: the tests with another result, by the KPIs they rest on
turned as (
    select
        tests.edition, tests.organisation_id, tests.period, test_kpis.kpi_id,
        {{ list_agg('tests.subject_id', ', ') }} as tests
    from changed as tests
    inner join test_kpis on tests.subject_id = test_kpis.test
    where tests.subject_kind = 'alignment_test' and tests.is_state_changed
    group by tests.edition, tests.organisation_id, tests.period, test_kpis.kpi_id
),

points as (select * from {{ ref('int_reported__points') }}),

judged as (
    select
        changed.edition, changed.organisation_id, changed.subject_kind, changed.subject_id, changed.period, changed.slice_kind, changed.slice,
        case when changed.subject_kind = 'alignment_test' and changed.is_state_changed then 'the result was ' || changed.state || ' and is ' || changed.state_next end as result_why,
        case
            when changed.subject_kind = 'alignment_test' or (changed.state = 'measured') = (changed.state_next = 'measured') then null
            when changed.state = 'measured' then 'there is no figure any more'
            else 'there was no figure before'
        end as state_why,
        case
            when not changed.is_value_changed or changed.value is null or changed.value_next is null then null
            when changed.value = 0 then 'it was 0'
            when abs(changed.relative_change) >= 0.05 then 'it moved by ' || {{ one_decimal('abs(changed.relative_change) * 100') }} || '% of what was reported'
        end as size_why,
        case when changed.is_value_changed or changed.is_state_changed then 'the result of a test that rests on it changed (' || turned.tests || ')' end as test_why,
        case
            -- only where the value itself moved: the limits around it move with every month that is added
            when changed.is_value_changed and before.point_type <> after.point_type
                then 'its point on the control chart was ' || replace(before.point_type, '_', ' ') || ' and is ' || replace(after.point_type, '_', ' ')
            when changed.is_value_changed and before.variation_icon <> after.variation_icon
                then 'the icon of the series was ' || replace(before.variation_icon, '_', ' ') || ' and is ' || replace(after.variation_icon, '_', ' ')
        end as point_why
    from changed
    left join turned
        on
            changed.subject_kind = 'figure' and changed.slice_kind = 'organisation' and changed.edition = turned.edition
            and changed.organisation_id = turned.organisation_id and changed.period = turned.period and changed.subject_id = turned.kpi_id
    {% for side, edition in {'before': 'edition', 'after': 'said_next'}.items() -%}
    left join points as {{ side }}
        on
            changed.{{ edition }} = {{ side }}.edition and changed.organisation_id = {{ side }}.organisation_id
            and changed.subject_kind = {{ side }}.subject_kind and changed.subject_id = {{ side }}.subject_id
            and changed.slice_kind = {{ side }}.slice_kind and changed.slice = {{ side }}.slice and changed.period = {{ side }}.period
    {% endfor %}
),

explained as (
    select
        edition, organisation_id, subject_kind, subject_id, period, slice_kind, slice,
        {{ those_there(['result_why', 'state_why', 'size_why', 'test_why', 'point_why']) }} as why
    from judged
)

select * from explained where why is not null
