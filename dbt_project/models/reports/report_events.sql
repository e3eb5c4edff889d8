-- One row per organisation and event a chart is read beside, of the months shown: what we did, what changed its meaning, what else happened.
-- Where an event concerns one objective, KPI, outcome series or platform alone, it says which; an empty cell means all of them.
with organisations as (select organisation_id from {{ ref('report_organisations') }}),

forbidden as ({{ forbidden_pattern() }}),

recorded as (
    select
        organisation_id, 'event ' || event_id as event_id, kind, name, event_id as called, starts_on, ends_on, 'Register of events' as source,
        objective_id, platform
    from {{ ref('stg_events') }}
    union all
    select
        organisation_id, 'campaign ' || campaign_id as event_id, 'campaign' as kind, name, campaign_id as called, starts_on, ends_on,
        'Register of campaigns' as source, objective_id, cast(null as {{ dbt.type_string() }}) as platform
    from {{ ref('stg_campaigns') }}
    union all
    select
        organisation_id, 'activity ' || activity_id as event_id, 'key activity' as kind, name, activity_id as called, due_on as starts_on,
        cast(null as date) as ends_on, 'Register of key activities' as source, objective_id, cast(null as {{ dbt.type_string() }}) as platform
    from {{ ref('stg_key_activities') }}
),

-- a name that would claim something is not shown: the thing is called by its number
written as (
    select
        recorded.organisation_id, recorded.event_id, recorded.kind,
        case when {{ says_what_it_may_not('recorded.name', 'forbidden.pattern') }} then recorded.called else recorded.name end as name,
        recorded.starts_on, recorded.ends_on, recorded.source, recorded.objective_id, {{ unknown(['kpi_id', 'series_id']) }}, recorded.platform
    from recorded
    cross join forbidden
),

{% for kind, day in [('channel closed', 'closed_on'), ('channel opened', 'opened_on')] %}
{{ kind | replace(' ', '_') }} as (
    select
        organisation_id, '{{ kind }} ' || platform || ' ' || account_id as event_id, '{{ kind }}' as kind, name, {{ day }} as starts_on,
        cast(null as date) as ends_on, 'Register of accounts' as source, {{ unknown(['objective_id', 'kpi_id', 'series_id']) }}, platform
    from {{ ref('int_accounts') }}
    where {{ day }} is not null
),
{% endfor %}

paused as (
    select
        accounts.organisation_id, 'pause ' || pauses.platform || ' ' || pauses.account_id || ' ' || cast(pauses.since as {{ dbt.type_string() }}) as event_id,
        'channel paused' as kind, accounts.name, pauses.since as starts_on, {{ plus('pauses.until', -1, 'day') }} as ends_on,
        'Register of pauses' as source, {{ unknown(['objective_id', 'kpi_id', 'series_id']) }}, pauses.platform
    from {{ ref('account_pauses') }} as pauses
    inner join {{ ref('int_accounts') }} as accounts
        on
            pauses.organisation_id = accounts.organisation_id and pauses.platform = accounts.platform
            and pauses.account_id = accounts.account_id
),

defined as (
    select
        organisations.organisation_id, 'definition ' || kpis.kpi_id || ' ' || {{ whole('kpis.definition_version') }} as event_id,
        'definition changed' as kind, kpis.name || ', definition ' || {{ whole('kpis.definition_version') }} as name, kpis.valid_from as starts_on,
        cast(null as date) as ends_on, 'Catalogue of measures' as source, {{ unknown(['objective_id']) }}, kpis.kpi_id, {{ unknown(['series_id', 'platform']) }}
    from organisations
    cross join {{ ref('kpis') }} as kpis
    where kpis.definition_version > 1
),

-- a platform counts something anew under the same word: it touches what we reckon from that number
redefined as (
    select
        accounts.organisation_id, 'field ' || was.platform || ' ' || kpis.kpi_id || ' ' || cast(now_is.valid_from as {{ dbt.type_string() }}) as event_id,
        'platform''s number redefined' as kind, {{ list_agg('now_is.metric', ', ') }} as name, now_is.valid_from as starts_on,
        cast(null as date) as ends_on, 'Map of the platforms'' numbers' as source, {{ unknown(['objective_id']) }}, kpis.kpi_id,
        {{ unknown(['series_id']) }}, was.platform
    from {{ ref('metric_map') }} as was
    inner join {{ ref('metric_map') }} as now_is
        on
            was.platform = now_is.platform and was.source = now_is.source and was.field = now_is.field and was.subject_kind = now_is.subject_kind
            and was.valid_to = now_is.valid_from
    inner join {{ ref('kpis') }} as kpis
        on kpis.is_engagement and (now_is.role = 'deep' or (now_is.role = 'seen' and kpis.kpi_id = 'EN-DEPTH')) and kpis.valid_to is null
    inner join (select distinct organisation_id, platform from {{ ref('int_accounts') }}) as accounts on was.platform = accounts.platform
    group by accounts.organisation_id, was.platform, kpis.kpi_id, now_is.valid_from
),

-- where the limits of a chart begin anew; a chart draws these itself, with the reason
limits as (
    select
        organisation_id, 'limits ' || concat_ws(' ', subject_id, slice, cast(period as {{ dbt.type_string() }})) as event_id,
        'new limits' as kind, group_reason as name, period as starts_on, cast(null as date) as ends_on, 'Control charts' as source,
        {{ unknown(['objective_id']) }},
        case subject_kind when 'kpi' then subject_id end as kpi_id,
        case subject_kind when 'outcome' then subject_id end as series_id,
        case slice_kind when 'platform' then slice end as platform
    from {{ ref('report_spc') }}
    where group_reason is not null and slice_kind in ('organisation', 'platform')
),

united as (
    {% for kind in ['written', 'channel_closed', 'channel_opened', 'paused', 'defined', 'redefined', 'limits'] %}
    select * from {{ kind }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    united.organisation_id, united.event_id, cast(date_trunc('month', united.starts_on) as date) as period, united.starts_on, united.ends_on,
    united.kind, united.name,
    -- limits begin anew with a month, and their reason says which
    case united.kind
        when 'new limits' then united.name
        else united.name || ', ' || {{ day_name('united.starts_on') }} || coalesce(' to ' || {{ day_name('united.ends_on') }}, '')
    end as words,
    united.source, united.objective_id, united.kpi_id, united.series_id, united.platform
from united
inner join {{ ref('int_months') }} as months on cast(date_trunc('month', united.starts_on) as date) = months.period and months.is_shown
cross join {{ ref('int_as_of') }} as as_of
where united.starts_on < as_of.as_of
