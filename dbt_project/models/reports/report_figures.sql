-- One row per organisation, KPI, slice and month: the figure, or why there is none. Only `measured` rows carry numbers.
with counted as (select * from {{ ref('int_figures__counted') }}),

judged as (
    select
        *,
        case
            when needs_strategy and not has_strategy then 'not_measurable'
            when private_reason is not null then 'not_measurable'
            when standing in ('not_measurable', 'missing') then standing
            when removed_reason is not null then 'withheld' -- never a smaller number; what was shown before is carried, see below
            when terms_reason is not null then 'withheld'
            when coverage_whole is not null and covered_share is null then none_state
            when covered_share < coverage_min then 'not_measurable'
            when none_state = 'not_measurable' and (base = 0 or divisor = 0) then none_state
            when divisor = 0 or base < base_min then 'withheld'
            -- a few people, or all but a few, could be recognised (domain 3.1: cells under 10)
            when (counted >= 1 and counted < cell_min) or (divisor - counted >= 1 and divisor - counted < cell_min) then 'withheld'
            else 'measured'
        end as state
    from counted
),

explained as (
    select
        *,
        case
            when needs_strategy and not has_strategy then 'No strategic objective is recorded for this organisation and month (seeds/objectives.csv)'
            when private_reason is not null then private_reason
            when standing in ('not_measurable', 'missing') then coalesce(standing_reason, 'No reason was recorded')
            when removed_reason is not null then removed_reason
            when terms_reason is not null then terms_reason
            when coverage_whole is not null and covered_share is null then none_words
            when covered_share < coverage_min and is_engagement and retired is not null then retired
            when covered_share < coverage_min and is_engagement
                then
                    'Only ' || {{ whole('covered_share * 100') }} || '% of the posts have every count this needs'
                    || coalesce('. ' || platform_memory, '')
            when covered_share < coverage_min then 'What this needs is known of only ' || {{ whole('covered_share * 100') }} || '%'
            when none_state = 'not_measurable' and (base = 0 or divisor = 0) then none_words
            when divisor = 0 or base < base_min then 'Too few to report: below ' || {{ whole('base_min') }}
            when state = 'withheld' then 'Fewer than ' || {{ whole('cell_min') }} || ' people on one side: they could be recognised'
        end as reason,
        case
            when {{ plus('next_period', 'settle_days', 'day') }} > as_of then 'provisional'
            when is_engagement and not coalesce(is_engagement_settled, true) then 'provisional'
            else 'final'
        end as status,
        case
            when is_engagement
                then
                    coalesce(audience || ', ', '') || case
                        when oldest_days > {{ var('settled_after_days') }} + 7
                            then 'as first seen, up to ' || {{ whole('oldest_days') }} || ' days after publication'
                        when coalesce(is_engagement_settled, true) then 'as they stood {{ var("settled_after_days") }} days after publication'
                        else 'as last seen; posts under {{ var("settled_after_days") }} days old still gather counts'
                    end
            else nullif(concat_ws('. ',
                'Leaves out: ' || left_out,
                -- over one act in ten without a purpose is a warning (domain rule 2.3)
                case
                    when unclassified > 0.1 * (unclassified + divisor)
                        then 'Read with care: ' || {{ whole('unclassified') }} || ' more acts have a purpose that could not be told'
                end,
                agreement_warning
            ), '')
        end as basis
    from judged
),

valued as (
    select
        *,
        case when state = 'measured' then counted end as numerator_shown,
        case when state = 'measured' then divisor end as denominator_shown,
        case when state = 'measured' then counted * scale / coalesce(divisor, 1) end as value_shown -- a count has no denominator
    from explained
),

counted_now as (
    select
        organisation_id, kpi_id, period, slice_kind, slice, removed_from,
        cast(numerator_shown as double) as numerator,
        cast(denominator_shown as double) as denominator,
        cast(value_shown as double) as value,
        state, status, reason,
        case when state = 'measured' then basis end as basis,
        cast(covered_share as double) as coverage,
        cast(definition_version as integer) as definition_version,
        case state
            when 'measured'
                then replace(
                    replace(
                        replace(
                            replace(sentence, '{numerator}', {{ whole('numerator_shown') }}),
                            '{denominator}', coalesce({{ whole('denominator_shown') }}, '')
                        ),
                        '{value}', case unit when 'per 1000' then {{ one_decimal('value_shown') }} else {{ whole('value_shown') }} end
                    ),
                    '{basis}', coalesce(audience, '')
                )
            when 'missing' then 'Missing: ' || {{ sentence('reason') }}
            when 'withheld' then 'Withheld: ' || {{ sentence('reason') }}
            else 'Not measurable: ' || {{ sentence('reason') }}
        end as words
    from valued
),

-- the rows behind it are not all there any more: as it was last shown it stands
carried as (
    select
        counted_now.organisation_id, counted_now.kpi_id, counted_now.period, counted_now.slice_kind, counted_now.slice,
        {% for column in ['numerator', 'denominator', 'value', 'state', 'status', 'reason', 'basis', 'coverage', 'definition_version', 'words'] %}
        case when kept.kept_on is null then counted_now.{{ column }} else kept.{{ column }} end as {{ column }},
        {% endfor %}
        kept.kept_on, counted_now.removed_from
    from counted_now
    left join {{ ref('stg_kept_figures') }} as kept
        on
            counted_now.removed_from is not null and counted_now.organisation_id = kept.organisation_id
            and counted_now.kpi_id = kept.kpi_id and counted_now.period = kept.period
            and counted_now.slice_kind = kept.slice_kind and counted_now.slice = kept.slice
)

select
    organisation_id, kpi_id, period, slice_kind, slice, numerator, denominator, value, state, status, reason,
    case
        when kept_on is not null and state = 'measured'
            then
                concat_ws('. ', basis, 'As counted on ' || {{ day_name('kept_on') }} || '; the rows behind it were removed under '
                || removed_from || '''s terms')
        else basis
    end as basis,
    coverage, definition_version, words, kept_on
from carried
order by organisation_id, kpi_id, slice_kind, slice, period
