-- One row per edition and figure, test or outcome value that changed since: what it rests on and was read or received in between.
-- A figure rests on the registers its KPI names (kpis.subjects), on what the platforms said, and on what people labelled.
with changed as (select * from {{ ref('int_reported__changed') }}),

kpis as (select distinct kpi_id, subjects from {{ ref('kpis') }})

select
    changed.edition, changed.organisation_id, changed.subject_kind, changed.subject_id, changed.period, changed.slice_kind, changed.slice,
    {{ list_agg('read_since.words', '; ') }} as words
from changed
left join kpis on changed.subject_kind = 'figure' and changed.subject_id = kpis.kpi_id
inner join {{ ref('int_reported__read_since') }} as read_since
    on changed.edition = read_since.edition and changed.said_next = read_since.said_next and changed.organisation_id = read_since.organisation_id
where
    case changed.subject_kind
        when 'outcome' then read_since.source = 'outcome_values'
        when 'alignment_test' then {{ lists("case changed.subject_id when 'resourced' then 'capacity' when 'managed' then 'actions' else '' end", 'read_since.source') }}
        else
            {{ lists('kpis.subjects', 'read_since.source') }}
            or (
                (not read_since.is_register or read_since.source in ('labels', 'communities'))
                and {% for subject in ['posts', 'counts', 'interactions', 'exchanges', 'members', 'members_before', 'audience'] -%}
                {{ '(' if loop.first else ' or ' }}{{ lists('kpis.subjects', "'" ~ subject ~ "'") }}{{ ')' if loop.last }}
                {%- endfor %}
                and (changed.slice_kind <> 'platform' or read_since.source in (changed.slice, 'labels', 'communities'))
            )
    end
group by
    changed.edition, changed.organisation_id, changed.subject_kind, changed.subject_id, changed.period, changed.slice_kind, changed.slice
