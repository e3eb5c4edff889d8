-- One row per organisation, month and equity group set beside a year before: whether reach and gap moved by more than chance.
-- A signal says that the month differs from those around it by more than chance; the year tells which way. Both have to agree.
with signalled as (
    select
        moved.*,
        case
            when moved.reach_change is null then null
            when people.point_type = 'special_cause_improvement' and moved.reach_change > 0 then 'more'
            when people.point_type = 'special_cause_concern' and moved.reach_change < 0 then 'less'
            when people.point_type is not null then 'same'
        end as reach_moved,
        case
            when points.point_type = 'special_cause_improvement' and moved.gap_change < 0 then 'narrower'
            when points.point_type = 'special_cause_concern' and moved.gap_change > 0 then 'wider'
            when points.point_type is not null then 'same'
        end as gap_moved
    from {{ ref('int_equity__quarters') }} as moved
    left join {{ ref('report_spc') }} as points
        on
            moved.organisation_id = points.organisation_id and points.subject_kind = 'kpi' and moved.kpi_id = points.subject_id
            and moved.slice_kind = points.slice_kind and moved.slice = points.slice and moved.period = points.period and points.is_judged
    left join {{ ref('int_equity__people') }} as people
        on
            people.series_id = concat_ws(' ', moved.organisation_id, 'kpi', moved.kpi_id, moved.slice_kind, moved.slice)
            and people.measure = moved.people_measure and people.period = moved.period
)

select
    organisation_id, period, group_id, gap_now, gap_before, reach_change, gap_change, reach_moved, gap_moved,
    -- reach that grew over a gap that widened is mixed, however much it grew
    case
        when reach_moved = 'more' and gap_moved = 'wider' then 'mixed'
        when reach_moved = 'more' and gap_moved = 'narrower' then 'both better'
        when reach_moved = 'less' and gap_moved = 'wider' then 'both worse'
        when reach_moved = 'less' and gap_moved = 'narrower' then 'narrower gap with less reach'
        when reach_moved = 'same' and gap_moved = 'same' then 'no significant change'
        when reach_moved is not null and gap_moved is not null then 'one of the two changed'
    end as reading
from signalled
