{# First day of the London month a UTC time falls in. #}
{% macro month_of(utc_time) %}cast(date_trunc('month', {{ in_london(utc_time) }}) as date){% endmacro %}

{# The day a UTC time falls on in London. #}
{% macro day_of(utc_time) %}cast({{ in_london(utc_time) }} as date){% endmacro %}

{# Unpivot counted columns into parts; a part that counts for nothing is left out. `relation` has every column of a part
   but measure and amount. Figures are sums of parts, so what stands behind a figure is what adds up to it. #}
{% macro as_parts(relation, measures) %}
{% for measure in measures %}
select
    organisation_id, period, '{{ measure }}' as measure, cast({{ measure }} as double) as amount, part_kind, part_id,
    platform, account_id, objective_id, community_id, theme, field, batch_id
from {{ relation }}
where {{ measure }} <> 0
{% if not loop.last %}union all{% endif %}
{% endfor %}
{% endmacro %}

{# The columns of a part that a model does not know, so that it names only those it does. #}
{% macro unknown(columns) %}
{%- for column in columns -%}
cast(null as {{ dbt.type_string() }}) as {{ column }}{% if not loop.last %}, {% endif %}
{%- endfor -%}
{% endmacro %}

{# 1 where a condition holds, 0 where it does not or cannot be told. #}
{% macro one_if(condition) %}case when {{ condition }} then 1 else 0 end{% endmacro %}

{# Monitored seconds on the clock of `calendar` (a row of int_calendar) up to a London time: every working day adds
   closes_hour - opens_hour hours, so the difference of two such clocks is the time somebody was there to answer. #}
{% macro monitored_seconds(calendar, local_time) %}
{{ calendar }}.working_days_before * (closes_hour - opens_hour) * 3600
+ {{ calendar }}.is_working_day * (
    least(
        greatest(
            extract(hour from {{ local_time }}) * 3600 + extract(minute from {{ local_time }}) * 60
            + floor(extract(second from {{ local_time }})),
            opens_hour * 3600
        ),
        closes_hour * 3600
    ) - opens_hour * 3600
)
{% endmacro %}

{# A reason as a sentence: one full stop, however the source ended it. #}
{% macro sentence(words) %}trim(trailing '. ' from {{ words }}) || '.'{% endmacro %}

{# One column of a register, typed. Registers are checked when they are read, so a cast cannot fail. #}
{% macro cell(column, type=none) %}{% if type %}cast({{ cell_of(column) }} as {{ type }}){% else %}{{ cell_of(column) }}{% endif %} as {{ column }}{% endmacro %}

{# CTEs and parts of a mismatch: half the sum over objectives of |amount - weight of the total|, which is what would have
   to move for the split of `relation` (organisation_id, period, objective_id, amount) to match the board's weights. #}
{% macro out_of_line(relation, measure, whole) %}
totals as (select organisation_id, period, sum(amount) as total from {{ relation }} group by organisation_id, period),

weighed as (
    select totals.organisation_id, totals.period, objectives.objective_id, cast(objectives.weight as double) as weight -- per cent
    from totals
    inner join {{ ref('objectives') }} as objectives
        on
            totals.organisation_id = objectives.organisation_id and objectives.valid_from <= totals.period
            and coalesce(objectives.valid_to, date '9999-12-31') > totals.period
),

-- an objective without any of it, and any of it without an objective in force, count as nothing on the other side
matched as (
    select
        coalesce(weighed.organisation_id, {{ relation }}.organisation_id) as organisation_id,
        coalesce(weighed.period, {{ relation }}.period) as period,
        coalesce(weighed.objective_id, {{ relation }}.objective_id) as objective_id,
        coalesce({{ relation }}.amount, 0) as amount, -- none of it went to this objective
        coalesce(weighed.weight, 0) as weight -- no objective in force: weight 0
    from weighed
    full join {{ relation }}
        on
            weighed.organisation_id = {{ relation }}.organisation_id and weighed.period = {{ relation }}.period
            and weighed.objective_id = {{ relation }}.objective_id
),

mismatch as (
    select
        matched.organisation_id, matched.period, 'objective' as part_kind, matched.objective_id as part_id,
        {{ unknown(['platform', 'account_id']) }}, matched.objective_id, {{ unknown(['community_id', 'theme', 'field', 'batch_id']) }},
        -- rounded: hours are added in any order, and what a machine leaves of a difference of nothing is no part
        round(abs(100 * matched.amount - matched.weight * totals.total) / 200, 9) as {{ measure }},
        matched.amount as {{ whole }}
    from matched
    inner join totals on matched.organisation_id = totals.organisation_id and matched.period = totals.period
)

{{ as_parts('mismatch', [measure, whole]) }}
{% endmacro %}

{# Does a part count in the slice of a figure? #}
{% macro in_slice(figure, part) %}
case {{ figure }}.slice_kind
    when 'organisation' then true
    when 'platform' then {{ part }}.platform = {{ figure }}.slice
    when 'objective' then {{ part }}.objective_id = {{ figure }}.slice
    when 'platform_objective' then {{ part }}.platform || ':' || {{ part }}.objective_id = {{ figure }}.slice
    when 'community' then {{ part }}.community_id = {{ figure }}.slice
    when 'theme' then {{ part }}.theme = {{ figure }}.slice
end
{% endmacro %}

{# Is a word one of those a cell lists, separated by semicolons? Not `like`: an underscore would stand for any letter. #}
{% macro lists(cell, word) %}position(';' || {{ word }} || ';' in ';' || {{ cell }} || ';') > 0{% endmacro %}

{# Is a line of sight whole: approved by somebody, from an outcome sought to whom it is for, by which purposes, seen in which KPIs? #}
{% macro is_written_out(line, objective) %}{{ line }}.approved_by is not null and {{ line }}.audience is not null and {{ line }}.pathway is not null
            and {{ line }}.purposes is not null and {{ line }}.kpis is not null and {{ objective }}.outcome is not null{% endmacro %}

{# Does a figure due (int_figures__due) need the public's items themselves, or what our replies to them were for? #}
{% macro needs_inbound_items() %}
(
    {%- for subject in ['interactions', 'exchanges', 'members', 'members_before'] %}{{ lists('subjects', "'" ~ subject ~ "'") }} or {% endfor -%}
    numerator_measure = 'purposes_in_use' -- what a reply was for is told by what it answers
)
{% endmacro %}

{# Does a row that holds from one day (its first) to another (the first it holds no more) hold on this day? NULL: from the beginning, for ever. #}
{% macro is_in_force(day, of=none) %}{% set of = of ~ '.' if of else '' -%}
({{ day }} >= coalesce({{ of }}valid_from, date '0001-01-01') and {{ day }} < coalesce({{ of }}valid_to, date '9999-12-31'))
{%- endmacro %}
