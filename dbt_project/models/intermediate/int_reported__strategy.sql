-- One row per edition, what was said next, organisation and month: which objectives and targets were written otherwise by then.
with months as (select distinct edition, said_next, period from {{ ref('int_reported__next') }} where subject_kind = 'figure'),

objectives as (
    select
        edition, organisation_id, objective_id, valid_from, cast(weight as double) as weight, strategy_version,
        coalesce(valid_to, date '9999-12-31') as valid_to
    from {{ source('raw', 'reported_objectives') }}
    union all
    select
        'latest', organisation_id, objective_id, valid_from, cast(weight as double), strategy_version,
        coalesce(valid_to, date '9999-12-31')
    from {{ ref('report_objectives') }}
),

-- those in force in a month, as each edition had them
in_force as (
    select distinct objectives.*, months.period
    from objectives
    inner join months
        on
            objectives.edition in (months.edition, months.said_next) and objectives.valid_from < {{ plus('months.period', 1, 'month') }}
            and objectives.valid_to >= {{ plus('months.period', 1, 'month') }}
),

targets as (
    select edition, organisation_id, kpi_id, period, target, comparator from {{ source('raw', 'reported_targets') }}
    union all
    select 'latest', organisation_id, kpi_id, period, target, comparator from {{ ref('report_targets') }}
),

said as (
    select edition, organisation_id, period, 'objective' as what, objective_id as id, weight as number, strategy_version as words from in_force
    union all
    select edition, organisation_id, period, 'target' as what, kpi_id as id, target as number, comparator as words from targets
),

-- once in the one and not in the other, as it is written
otherwise as (
    select months.edition, months.said_next, months.period, said.organisation_id, said.what, said.id, said.number, said.words
    from months
    inner join said on said.edition in (months.edition, months.said_next) and months.period = said.period
    group by months.edition, months.said_next, months.period, said.organisation_id, said.what, said.id, said.number, said.words
    having count(distinct said.edition) = 1
)

select
    edition, said_next, period, organisation_id,
    {{ list_agg("case what when 'objective' then id end", ', ') }} as objectives,
    {{ list_agg("case what when 'target' then id end", ', ') }} as targets
from otherwise
group by edition, said_next, period, organisation_id
