-- One row per organisation, month, slice and measure: the parts added up, in those slices alone that a KPI asks for.
with asked as (
    select slice_kinds, numerator as measure from {{ ref('kpis') }}
    union
    select slice_kinds, denominator as measure from {{ ref('kpis') }}
    union
    select slice_kinds, base_measure as measure from {{ ref('kpis') }}
    union
    select slice_kinds, coverage_part as measure from {{ ref('kpis') }}
    union
    select slice_kinds, coverage_whole as measure from {{ ref('kpis') }}
),

{% set slices = {
    'organisation': 'organisation_id', 'platform': 'platform', 'objective': 'objective_id',
    'platform_objective': "platform || ':' || objective_id", 'community': 'community_id', 'theme': 'theme',
} %}
kinds as (
    {% for kind in slices %}
    select distinct measure, '{{ kind }}' as slice_kind
    from asked
    where {{ lists('slice_kinds', "'" ~ kind ~ "'") }}{% if kind == 'organisation' %} or {{ lists('slice_kinds', "'theme'") }}{% endif %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- every part is read once; there are far fewer of these sums than of parts
added as (
    select organisation_id, period, measure, platform, objective_id, community_id, theme, sum(amount) as amount
    from {{ ref('parts') }}
    group by organisation_id, period, measure, platform, objective_id, community_id, theme
),

sliced as (
    {% for kind, slice in slices.items() %}
    select added.organisation_id, added.period, kinds.slice_kind, {{ slice }} as slice, added.measure, added.amount
    from added
    inner join kinds on added.measure = kinds.measure and kinds.slice_kind = '{{ kind }}'
    where {{ slice }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

-- rounded: in what order an engine adds is its own affair, and must not decide between 24 and 25 in a sentence
select organisation_id, period, slice_kind, slice, measure, {{ rounded('sum(amount)', 9) }} as value
from sliced
group by organisation_id, period, slice_kind, slice, measure
