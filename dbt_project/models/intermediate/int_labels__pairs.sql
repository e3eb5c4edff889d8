-- One row per thing that two people gave a label to, each without the other: both labels.
{% set subjects = [
    ('purposes', 'stg_labels', 'post_id', 'labeller', 'purpose_id', 'labelled_on'),
    ('concerns', 'stg_coded_mentions', 'item_id', 'coded_by', 'is_concern', 'said_on'),
] %}
{% for subject, relation, item, who, label, dated in subjects %}
select
    first_labels.organisation_id, '{{ subject }}' as subject, first_labels.platform, first_labels.{{ item }} as item_id,
    cast(date_trunc('quarter', first_labels.{{ dated }}) as date) as quarter,
    cast(first_labels.{{ label }} as {{ dbt.type_string() }}) as first_label,
    cast(second_labels.{{ label }} as {{ dbt.type_string() }}) as second_label
from {{ ref(relation) }} as first_labels
inner join {{ ref(relation) }} as second_labels
    on
        first_labels.organisation_id = second_labels.organisation_id and first_labels.platform = second_labels.platform
        and first_labels.{{ item }} = second_labels.{{ item }}
where first_labels.{{ who }} = 'first' and second_labels.{{ who }} = 'second'
{% if not loop.last %}union all{% endif %}
{% endfor %}
