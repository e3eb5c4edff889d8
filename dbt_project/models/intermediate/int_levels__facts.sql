-- One row per organisation and month: all that the level rests on, over the three months to it. Unknown is counted as unknown.
with purposes as (
    select
        organisation_id, period,
        count(*) filter (where mode = 'B' and current_frequency = 3) as b_regular,
        count(*) filter (where mode = 'B' and current_frequency is null) as b_unknown,
        count(*) filter (where mode = 'L' and current_frequency >= 2) as l_often,
        count(*) filter (where mode = 'L' and current_frequency is null) as l_unknown,
        count(*) filter (where mode = 'C' and current_frequency >= 2) as c_often,
        count(*) filter (where mode = 'C' and current_frequency = 3) as c_regular,
        count(*) filter (where mode = 'C' and current_frequency is null) as c_unknown,
        max(current_frequency) filter (where purpose_id = 'L1') as l1,
        max(current_frequency) filter (where purpose_id = 'C1') as c1,
        max(current_frequency) filter (where purpose_id = 'C2') as c2,
        max(acts) filter (where purpose_id = 'C7') as c7_acts,
        max(reason) filter (where mode = 'B' and current_frequency is null) as why_b,
        max(reason) filter (where mode = 'L' and current_frequency is null) as why_l,
        max(reason) filter (where mode = 'C' and current_frequency is null) as why_c
    from {{ ref('report_purposes') }}
    group by organisation_id, period
),

figures as (select * from {{ ref('report_figures') }}),

-- three months of counts, added up; one of them not measured, and the three are not
quarters as (
    select
        purposes.organisation_id, purposes.period,
        {% for kpi, name in [('RS-ANSWERED', 'answered'), ('MM-COMM', 'communitarian')] -%}
        case
            when count(*) filter (where figures.kpi_id = '{{ kpi }}' and figures.state = 'measured') = 3
                then 100.0e0 * sum(figures.numerator) filter (where figures.kpi_id = '{{ kpi }}')
                    / nullif(sum(figures.denominator) filter (where figures.kpi_id = '{{ kpi }}'), 0)
        end as {{ name }},
        coalesce(
            max({{ month_name('figures.period') }} || ': ' || figures.reason) filter (where figures.kpi_id = '{{ kpi }}' and figures.state <> 'measured'),
            'there are not three months of figures'
        ) as why_{{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from purposes
    left join figures
        on
            purposes.organisation_id = figures.organisation_id and figures.slice_kind = 'organisation'
            and figures.period <= purposes.period and figures.period >= {{ plus('purposes.period', -2, 'month') }}
    group by purposes.organisation_id, purposes.period
),

ties as (
    select
        organisation_id, period,
        count(*) filter (where state = 'measured') as communities_measured,
        max(reason) filter (where state <> 'measured') as why_ties
    from figures
    where kpi_id = 'CM-RECIP' and slice_kind = 'community'
    group by organisation_id, period
)

select
    purposes.*,
    quarters.answered, quarters.why_answered, quarters.communitarian, quarters.why_communitarian,
    coalesce(ties.communities_measured, 0) as communities_measured, -- no community on record: none is measured
    ties.why_ties,
    before.c7_acts as c7_acts_before
from purposes
inner join quarters on purposes.organisation_id = quarters.organisation_id and purposes.period = quarters.period
left join ties on purposes.organisation_id = ties.organisation_id and purposes.period = ties.period
left join purposes as before
    on purposes.organisation_id = before.organisation_id and before.period = {{ plus('purposes.period', -3, 'month') }}
