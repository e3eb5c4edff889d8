-- One row per figure that an edition reported: as it was reported first, and as it is today.
with said as (select * from {{ ref('int_reported__said') }} where subject_kind = 'figure'),

placed as (
    select
        said.*,
        row_number() over (
            partition by said.organisation_id, said.subject_id, said.period, said.slice_kind, said.slice order by editions.place
        ) as place
    from said
    inner join {{ ref('stg_editions') }} as editions on said.edition = editions.edition
),

first_said as (select * from placed where place = 1),

-- a month that is shown no longer has no latest figure, and nothing in it was restated
months as (select distinct period from {{ ref('report_figures') }})

select
    first_said.organisation_id,
    first_said.subject_id as kpi_id,
    first_said.period, first_said.slice_kind, first_said.slice,
    first_said.value as value_as_reported,
    first_said.state as state_as_reported,
    first_said.status as status_as_reported,
    first_said.words as words_as_reported,
    first_said.edition as reported_in,
    latest.value as value_latest,
    coalesce(latest.state, case when months.period is not null then 'withdrawn' end) as state_latest,
    months.period is not null and (
        first_said.state <> coalesce(latest.state, 'withdrawn')
        or coalesce(abs(latest.value - first_said.value) > 1e-9 * greatest(abs(latest.value), abs(first_said.value)), false)
    ) as is_restated
from first_said
left join months on first_said.period = months.period
left join said as latest
    on
        latest.edition = 'latest' and first_said.organisation_id = latest.organisation_id and first_said.subject_id = latest.subject_id
        and first_said.period = latest.period and first_said.slice_kind = latest.slice_kind and first_said.slice = latest.slice
order by first_said.organisation_id, first_said.subject_id, first_said.slice_kind, first_said.slice, first_said.period
