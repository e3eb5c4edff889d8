-- One row per organisation, month and equity group: the figure that speaks of it or why there is none, and what became of the gap in a year.
with joined as (
    select
        figures.*, groups.name, groups.is_mandatory, groups.target_band, groups.people_measure, groups.people_words, groups.caveat, groups.sort_order,
        case figures.state
            when 'measured' then null
            when 'not_measurable' then groups.why_not_measurable || coalesce('. ' || figures.reason, '')
            else coalesce(figures.slice_name || ': ', '') || figures.reason
                || case when figures.slice_kind = 'community' then '. ' || groups.why_not_measurable else '' end
        end as why,
        case when figures.state = 'measured' then reported.reported_band end as reported_band,
        case reported.report_used
            when 'paid' then ' Ages are of people reached by paid posts only.'
            when 'organic' then ' Ages are of people reached by unpaid posts only.'
        end as whose_ages,
        case when groups.beside is not null then {{ sentence('groups.beside') }} || coalesce(case when offline.state <> 'measured' then ' Campaigns with another route: ' else ' ' end || offline.words, '') end
        as share_offline,
        compared.gap_now, compared.gap_before, compared.reach_change, compared.gap_change, compared.reach_moved, compared.gap_moved,
        compared.group_id is not null as is_compared, charts.why_none,
        coalesce(compared.reading, 'cannot be compared') as reading
    from {{ ref('int_equity__figures') }} as figures
    inner join {{ ref('equity_groups') }} as groups on figures.group_id = groups.group_id
    left join {{ ref('int_equity__compared') }} as compared
        on
            figures.organisation_id = compared.organisation_id and figures.period = compared.period and figures.group_id = compared.group_id
    left join {{ ref('report_spc_series') }} as charts
        on
            figures.organisation_id = charts.organisation_id and charts.subject_kind = 'kpi' and figures.kpi_id = charts.subject_id
            and figures.slice_kind = charts.slice_kind and figures.slice = charts.slice
    left join {{ ref('int_equity__bands') }} as reported
        on
            figures.organisation_id = reported.organisation_id and figures.period = reported.period and figures.slice = reported.platform
            and figures.group_id = reported.group_id
    left join {{ ref('report_figures') }} as offline
        on
            figures.organisation_id = offline.organisation_id and figures.period = offline.period and offline.kpi_id = 'EQ-OFFLINE'
            and offline.slice_kind = 'organisation'
)

select
    organisation_id, period, group_id, name, is_mandatory,
    case when slice is not null then kpi_id end as kpi_id,
    case when state <> 'not_measurable' then slice_kind end as slice_kind,
    case when state <> 'not_measurable' then slice end as slice,
    cast(value as double) as value,
    case when slice is not null then case kpi_id when 'CM-REACH' then 'percent' when 'EQ-ACCESS' then 'percent' else 'index' end end as unit,
    state,
    why as reason,
    target_band, reported_band, share_offline,
    cast(reach_change as double) as reach_change,
    cast(gap_change as double) as gap_change,
    reading,
    case state
        when 'measured'
            then
                coalesce(slice_name || ': ', '') || words || coalesce(' Elsewhere: ' || elsewhere || '.', '') || coalesce(whose_ages, '')
                || coalesce(' ' || {{ sentence('caveat') }}, '')
                || case
                    when reported_band <> target_band
                        then ' The band meant is ' || target_band || ', the band reported ' || reported_band || '.'
                    else ''
                end
        when 'missing' then 'Missing: ' || {{ sentence('why') }}
        when 'withheld' then 'Withheld: ' || {{ sentence('why') }}
        else 'Not measurable: ' || {{ sentence('why') }}
    end as words,
    {{ equity_reading() }} as reading_words,
    cast(sort_order as integer) as sort_order
from joined
order by organisation_id, period, sort_order
