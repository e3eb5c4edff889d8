-- What a believable board file holds: three made-up organisations, 24 months, every state, both slices.
insert into organisations values
    ('harrowdale', 'Harrowdale University Hospitals NHS Foundation Trust', 'acute trust', true, true, 'Fictional', 1),
    ('marrick', 'Marrick Dale Community Health NHS Trust', 'community trust', true, true, 'Fictional', 2),
    ('osmere', 'Osmere Borough Public Health', 'council public health team', true, true, 'Fictional', 3);

insert into accounts values
    ('harrowdale', 'facebook', '112', 'Harrowdale Hospitals', date '2012-02-14', null, 'sandbox', date '2026-11-15', timestamp '2026-11-16 06:00', 'fresh', null),
    ('harrowdale', 'facebook', '113', 'Harrowdale Maternity', date '2017-06-01', date '2025-09-30', 'sandbox', date '2025-09-30', timestamp '2025-10-01 06:00', 'closed', 'Merged into the main page on 30 September 2025'),
    ('harrowdale', 'linkedin', '902', 'Harrowdale University Hospitals', date '2013-05-02', null, 'sandbox', date '2026-11-15', timestamp '2026-11-16 06:00', 'fresh', null),
    ('harrowdale', 'youtube', 'UC1', 'Harrowdale Hospitals', date '2012-05-01', null, 'sandbox', date '2026-11-08', timestamp '2026-11-09 06:00', 'failed', 'The token expired on 9 November 2026; a channel owner must sign in again'),
    ('harrowdale', 'x', '224', 'Harrowdale Hospitals', date '2011-03-09', null, 'sandbox', null, null, 'off', 'X''s terms ask public bodies for an Enterprise plan; no licence basis is recorded'),
    ('marrick', 'facebook', '223', 'Marrick Dale Community Health', date '2015-09-01', null, 'sandbox', date '2026-11-15', timestamp '2026-11-16 06:00', 'fresh', null),
    ('osmere', 'facebook', '334', 'Osmere Public Health', date '2016-04-11', null, 'sandbox', date '2026-11-15', timestamp '2026-11-16 06:00', 'fresh', null),
    ('osmere', 'youtube', 'UC3', '=Osmere *Public* Health <b>', date '2018-03-12', null, 'sandbox', null, null, 'never', 'No key has been given yet');

insert into objectives values
    ('harrowdale', 'SO1', 'Keep people well: vaccination, screening, smoke-free', 20, 'More of those eligible take up the offer, and the gap narrows', 'Director of Public Health', '2024.1', date '2024-04-01', null, 1),
    ('harrowdale', 'SO2', 'Right care, first time', 20, 'Fewer missed appointments, better choice of service', 'Chief Operating Officer', '2024.1', date '2024-04-01', null, 2),
    ('harrowdale', 'SO3', 'Safe care shaped by patients', 18, 'Concerns heard early and acted on', 'Chief Nurse', '2024.1', date '2024-04-01', null, 3),
    ('harrowdale', 'SO5', 'Fair for all', 14, 'Smaller gap in reach and use', 'Equality lead', '2024.1', date '2024-04-01', null, 5),
    ('harrowdale', 'SO9', 'An aim of the strategy before this one', 5, 'Superseded', 'Director of Strategy', '2022.1', date '2022-04-01', date '2024-03-31', 9),
    ('marrick', 'MO1', 'Care closer to home', 60, 'More people treated in the community', 'Chief Operating Officer', '2025.1', date '2024-04-01', null, 1);

insert into kpis (kpi_id, name, definition, numerator, denominator, scale, unit, direction, level, base_min, owner, settle_days, risks, sort_order, valid_from, valid_to) values
    ('AL-MAPPED', 'Activity tied to an objective', 'Share of what we posted or replied that was done for a stated strategic objective', 'acts_with_an_objective', 'acts_that_should_have_an_objective', 100, 'percent', 'up', 'input', 30, 'Head of Communications', 7, 'Mapping everything to a vague objective; 100% is a warning sign, not a win', 10, date '2024-04-01', null),
    ('AL-GAPS', 'Objectives with no activity', 'How many strategic objectives had fewer than 3 posts or replies in the three months to this one', 'objectives_without_activity', null, 1, 'count', 'down', 'input', 0, 'Director of Strategy', 7, 'Token posts', 20, date '2024-04-01', null),
    ('MM-BCAST', 'Broadcast share', 'Share of our public acts that only speak at people', 'broadcast_acts', 'classified_acts', 100, 'percent', 'none', 'output', 30, 'Head of Communications', 7, 'Cutting needed service notices', 30, date '2024-04-01', null),
    ('MM-COMM', 'Communitarian share', 'Share of our public acts that engage with people or support a community', 'communitarian_acts', 'classified_acts', 100, 'percent', 'up', 'outtake', 30, 'Head of Communications', 7, 'Reply farming and templates', 40, date '2024-04-01', null),
    ('RS-ANSWERED', 'People who got an answer', 'Share of public questions or concerns put to us that received a useful reply within 5 working days', 'people_answered', 'people_who_asked', 100, 'percent', 'up', 'outtake', 20, 'Head of Patient Experience', 14, 'Narrowing what counts as answerable', 50, date '2024-04-01', null),
    ('RS-STANDARD', 'Answered within our standard', 'Share of public questions or concerns answered within our published standard', 'people_answered_in_standard', 'people_who_asked', 100, 'percent', 'up', 'outtake', 20, 'Head of Communications', 14, 'Fast but empty replies', 60, date '2024-04-01', null),
    ('EN-DEPTH', 'Deep engagement', 'Comments, shares and saves for every 1,000 people reached, or views where the platform gives no reach; by platform, never added up', 'deep_engagements', 'people_reached_or_views', 1000, 'per 1000', 'up', 'outtake', 1000, 'Head of Communications', 30, 'Outrage scores well', 70, date '2024-04-01', null);

update kpis set definition_version = 1, family = 'alignment', base_measure = denominator, slice_kinds = 'organisation;platform', subjects = 'posts';

insert into kpi_objectives
select organisation_id, kpi_id, 'ALL' from organisations, kpis where kpi_id[1:2] in ('AL', 'MM') and organisation_id != 'osmere';
insert into kpi_objectives values
    ('harrowdale', 'EN-DEPTH', 'SO1'), ('harrowdale', 'RS-ANSWERED', 'SO2'), ('harrowdale', 'RS-STANDARD', 'SO2'),
    ('harrowdale', 'RS-ANSWERED', 'SO3'), ('marrick', 'RS-ANSWERED', 'MO1'), ('marrick', 'RS-STANDARD', 'MO1');

create temp table timeline as
select period::date as period, row_number() over (order by period) - 1 as nth
from range(date '2024-12-01', date '2026-11-02', interval 1 month) as months(period);

insert into targets
select organisation_id, kpi_id, period, aim, comparator, 'Line of Sight''s default; the board has not set its own'
from organisations, timeline,
    (values ('AL-MAPPED', 80, 'at least'), ('AL-GAPS', 0, 'at most'), ('RS-ANSWERED', 85, 'at least')) as aims(kpi_id, aim, comparator);

-- Counts that wander without chance: sines of the month, so that every run sees the same file.
create temp table drafted as
select
    o.organisation_id, k.kpi_id, m.period, m.nth, 'organisation' as slice_kind, o.organisation_id as slice, k.scale, k.unit,
    case when k.kpi_id = 'AL-GAPS' then greatest(0, 3 - m.nth // 7 - o.sort_order // 2) else round(base * share) end as numerator,
    case when k.kpi_id != 'AL-GAPS' then base end as denominator, null as basis
from organisations as o, timeline as m, kpis as k, lateral (
    select
        round((case when k.kpi_id like 'RS%' then 66 else 240 end) / o.sort_order * (1 + 0.2 * sin(m.nth * 1.7 + o.sort_order))) as base,
        (case k.kpi_id when 'AL-MAPPED' then 0.66 when 'MM-BCAST' then 0.58 when 'MM-COMM' then 0.22 when 'RS-ANSWERED' then 0.71 else 0.49 end)
            + 0.05 * sin(m.nth * 0.9 + o.sort_order + k.sort_order) + 0.004 * m.nth as share
)
where k.kpi_id != 'EN-DEPTH'
union all
select
    o.organisation_id, k.kpi_id, m.period, m.nth, 'platform', p.platform, k.scale, k.unit,
    round(base * (8 + 3 * sin(m.nth * 0.8 + ascii(p.platform))) / (case when k.kpi_id = 'EN-DEPTH' then 1000 else 20 end)), base,
    case when k.kpi_id = 'EN-DEPTH' then (case p.platform when 'youtube' then 'views' else 'people reached' end) || ', as they stood 28 days after publication' end
from organisations as o, timeline as m, kpis as k, (values ('facebook'), ('linkedin'), ('x'), ('youtube')) as p(platform), lateral (
    select round((case when k.kpi_id = 'EN-DEPTH' then 42000 else 60 end) / o.sort_order * (1 + 0.15 * sin(m.nth + ascii(p.platform)))) as base
)
where k.kpi_id in ('EN-DEPTH', 'MM-COMM', 'RS-ANSWERED') and (o.sort_order = 1 or p.platform in ('facebook', 'youtube'));

create temp table judged as
select *,
    case
        when slice = 'x' then 'not_measurable'
        when organisation_id = 'osmere' and kpi_id like 'AL%' then 'not_measurable'
        when slice = 'youtube' and nth >= 22 then 'missing'
        when kpi_id = 'RS-STANDARD' and nth in (7, 8) then 'missing'
        when kpi_id = 'MM-BCAST' and nth = 22 and organisation_id = 'marrick' then 'missing'
        when kpi_id like 'RS%' and denominator < 24 then 'withheld'
        else 'measured'
    end as state
from drafted;

insert into figures
select
    organisation_id, kpi_id, period, slice_kind, slice,
    case when state in ('measured', 'withheld') then numerator end,
    case when state in ('measured', 'withheld') then denominator end,
    case when state = 'measured' then scale * numerator / coalesce(denominator, 1) end,
    state,
    case when nth = 23 or (nth = 22 and kpi_id in ('RS-ANSWERED', 'RS-STANDARD', 'EN-DEPTH')) then 'provisional' else 'final' end,
    case state
        when 'missing' then 'the account was not read to the end of the month'
        when 'not_measurable' then case when slice = 'x' then 'X is switched off: no licence basis is recorded' else 'no strategy is recorded' end
        when 'withheld' then 'too few to report: fewer than 20 questions'
    end,
    basis, 1.0, 1,
    case state
        when 'measured' then case unit
            when 'count' then format('{:.0f} of the objectives in force had fewer than 3 posts or replies in three months.', numerator)
            when 'percent' then format('{:,} of {:,} {} ({:.0f}%).', numerator::bigint, denominator::bigint,
                case kpi_id when 'AL-MAPPED' then 'posts and replies were for a stated objective' when 'MM-BCAST' then 'posts and replies only spoke at people'
                    when 'MM-COMM' then 'posts and replies engaged with people or supported a community'
                    when 'RS-ANSWERED' then 'questions and concerns got a useful reply within 5 working days'
                    else 'questions and concerns were answered within our standard' end, round(100 * numerator / denominator))
            else format('{:,} comments, shares and saves on {:,} {}: {:.1f} for every 1,000.', numerator::bigint, denominator::bigint, split_part(basis, ',', 1), 1000 * numerator / denominator) end
        when 'missing' then 'Missing: the account was not read to the end of the month.'
        when 'withheld' then 'Withheld: too few to report, fewer than 20 questions.'
        else 'Not measurable: ' || case when slice = 'x' then 'X is switched off.' else 'no strategy is recorded.' end
    end
from judged;

insert into posts values ('harrowdale', 'facebook', '112', 'p1', timestamptz '2026-11-02 09:00+00', 'original', 'B1', 'B', 'SO1', 'Flu clinics are open', null, 12, 3, 1, null, 900, null);

insert into metric_map values
    ('youtube', 'viewCount', 'views', 'count', true, date '2005-02-14', null, null, 'YouTube Data API v3', 'Lifetime, as seen'),
    ('facebook', 'post_impressions', 'views', 'count', true, date '2010-01-01', date '2025-11-15', 'post_media_view', 'Graph API', 'Ended by Meta; the series breaks here'),
    ('linkedin', 'impressionCount', 'views', 'count', true, null, null, null, 'LinkedIn 202511', null);

insert into extracts (platform, account_id, organisation_id, subject, since, until, observed_at, outcome, rows, cause, next_step, is_latest) values
    ('facebook', '112', 'harrowdale', 'posts', date '2026-10-12', date '2026-11-16', timestamptz '2026-11-16 06:00+00', 'ok', 184, null, null, true),
    ('facebook', '112', 'harrowdale', 'interactions', date '2026-10-12', date '2026-11-16', timestamptz '2026-11-16 06:00+00', 'partial', 95, 'The answer was cut on page 4 of 5', 'Run it again: make run', true),
    ('linkedin', '902', 'harrowdale', 'posts', date '2026-10-12', date '2026-11-16', timestamptz '2026-11-16 06:00+00', 'ok', 41, null, null, true),
    ('youtube', 'UC1', 'harrowdale', 'posts', date '2026-10-05', date '2026-11-09', timestamptz '2026-11-09 06:00+00', 'failed', 0, 'The token has expired', 'A channel owner signs in again', true),
    ('youtube', 'UC1', 'harrowdale', 'posts', date '2026-10-04', date '2026-11-08', timestamptz '2026-11-08 06:00+00', 'ok', 12, null, null, false),
    ('facebook', '113', 'harrowdale', 'series', null, null, timestamptz '2026-11-16 06:00+00', 'not_offered', 0, 'A closed page has no daily counts', null, true);

insert into checks values
    ('readings', 'youtube', 'UC1', 'b-0911', 'values_not_negative', 'value', 'critical', false, '3 of 412 below zero', 'A count cannot be negative', timestamptz '2026-11-09 06:05+00', false),
    ('readings', 'facebook', '112', 'b-1511', 'counts_are_known', 'value', 'warning', false, '7% unknown', 'Owners may hide counts; 1 in 20 means we lost a permission', timestamptz '2026-11-15 06:05+00', true),
    ('readings', 'facebook', '112', 'b-1611', 'counts_are_known', 'value', 'warning', false, '8% unknown', 'Owners may hide counts; 1 in 20 means we lost a permission', timestamptz '2026-11-16 06:05+00', true),
    ('figures', '', '', '', 'shares_within_100', 'value', 'critical', true, 'all', null, timestamptz '2026-11-16 06:09+00', true);

insert into files values
    ('harrowdale', 'linkedin', '902', 'harrowdale-hospitals_content_1731.xls', '2026', 61, 2, 'no date: 2', timestamptz '2026-11-10 10:00+00');

insert into build values ('0.1.0', '2024.1', 'proposed-2026.1', timestamp '2026-11-16 06:12', date '2026-11-15', true);

insert into purposes (organisation_id, period, purpose_id, name, mode, acts, current_frequency, planned_frequency, gap, reason)
select o.organisation_id, m.period, v.*
from organisations as o, (select distinct period from figures) as m, (values
    ('B1', 'News and reports', 'B', 12, 3, 3, 0, null),
    ('B6', 'Corporate profile', 'B', 2, 1, null, null, null),
    ('L1', 'Mention monitoring', 'L', null, null, 3, null, 'No listening log is kept'),
    ('C6', 'Connect and support', 'C', 0, 0, 2, 2, null)) as v;
