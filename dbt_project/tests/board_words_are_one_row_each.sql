-- Offenders: rows of the reports on alignment, level, equity and agreement that are there twice.
{% set grains = {
    'report_alignment_tests': 'organisation_id, period, test', 'report_alignment_parts': 'organisation_id, period, test, measure',
    'report_levels': 'organisation_id, period', 'report_equity': 'organisation_id, period, group_id',
    'report_label_agreement': 'organisation_id, quarter, subject',
} %}
{% for report, grain in grains.items() %}
select '{{ report }}' as report, organisation_id, count(*) as times
from {{ ref(report) }}
group by {{ grain }}
having count(*) > 1
{% if not loop.last %}union all{% endif %}
{% endfor %}
