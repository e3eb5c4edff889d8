-- One row per series with a figure due: what its control chart says and asks, or why it has none.
with joined as (select * from {{ ref('int_spc__latest') }}),

worded as (
    select
        *,
        {{ spc_finding() }} as finding,
        {{ spc_assurance() }} as assurance_words,
        case
            when gaps > 0
                then
                    'No figure: ' || case when stretches <= 3 then stretch_words else {{ whole('gaps') }} || ' of those due between the first and the last' end || '.'
        end as gap_words,
        case
            when why_never is not null then why_never
            when has_chart then null
            when points > points_since
                then
                    {{ spc_count('points_since') }} || ' since it began anew, and ' || {{ whole(var('spc_points_min')) }} || ' are needed. ' || began_words
            when months_apart > 1
                then
                    {{ spc_count('points') }} || ', and ' || {{ whole(var('spc_points_min')) }} || ' are needed. ' || {{ spc_apart() }}
            else {{ spc_count('points') }} || ', and ' || {{ whole(var('spc_points_min')) }} || ' are needed.'
        end as why_none
    from joined
),

said as (
    select
        *,
        concat_ws(
            ' ',
            finding, assurance_words,
            {{ spc_trial() }},
            gap_words, began_words,
            case when subject_kind = 'kpi' and months_apart > 1 then {{ spc_apart() }} end
        ) as words
    from worded
)

select
    said.organisation_id, said.subject_kind, said.subject_id, said.slice_kind, said.slice,
    cast(said.points as integer) as points,
    said.first_period,
    said.period as judged_to,
    cast(said.value as double) as value,
    cast(said.target as double) as target,
    said.variation_icon, said.assurance_type,
    cast(said.mean as double) as mean,
    cast(said.lpl as double) as lpl,
    cast(said.upl as double) as upl,
    case when said.has_chart then '{{ var("spc_rules") }}' end as rules,
    case when said.has_chart then '{{ xmr_words(var("spc_rules")) }}' end as rules_words,
    case when said.has_chart then said.short_group_warning = 1 and said.upl is not null end as has_trial_limits,
    cast(said.gaps as integer) as gaps,
    said.gap_words, said.why_none,
    case when said.has_chart then said.words else 'No control chart: ' || {{ sentence('said.why_none') }} end as words,
    cells.asks,
    case
        when said.has_chart
            then
                'Control chart of ' || said.called || ', ' || {{ whole('said.points') }} || ' ' || {{ spc_rhythm() }} || ' figures from '
                || {{ spc_when('said.first_period') }} || ' to ' || {{ spc_when('said.period') }} || '. Latest: ' || {{ spc_value('said.value') }}
                || '. ' || {{ spc_limits() }} || ' ' || said.words
    end as alt_text
from said
left join {{ ref('spc_cells') }} as cells
    on {{ stripped('said.variation_icon', '_(high|low)') }} = cells.variation and coalesce(
        replace(said.assurance_type, 'consistent_', ''), 'none'
    ) = cells.assurance
order by said.organisation_id, said.subject_kind, said.subject_id, said.slice_kind, said.slice
