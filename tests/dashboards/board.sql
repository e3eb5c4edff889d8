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

insert into figures (organisation_id, kpi_id, period, slice_kind, slice, numerator, denominator, value, state, status, reason, basis, coverage, definition_version, words)
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

insert into posts (organisation_id, platform, account_id, post_id, published_at, kind, purpose_id, mode, objective_id, text, permalink, reactions, comments, shares, views) values
    ('harrowdale', 'facebook', '112', 'p1', timestamptz '2026-11-02 09:00+00', 'original', 'B1', 'B', 'SO1', 'Flu clinics are open', null, 12, 3, 1, 900),
    ('harrowdale', 'facebook', '112', 'p2', timestamptz '2026-10-20 09:00+00', 'original', 'B1', 'B', 'SO1', 'Jane Smith answers your questions at Harrowdale Hospitals on 01632 960123: jane.smith@harrowdale.example #FluClinics', 'https://www.facebook.com/112/posts/p2', 40, 9, 4, 1800),
    ('harrowdale', 'facebook', '112', 'p3', timestamptz '2026-10-06 09:00+00', 'original', 'B1', 'B', null, 'Poster of the week #harrowdalehospitals <b>', 'javascript:alert(1)', 5, null, 0, 20),
    ('harrowdale', 'youtube', 'UC1', 'p4', timestamptz '2026-10-07 09:00+00', 'original', 'C6', 'C', null, 'Our ward explained', 'https://www.youtube.com/watch?v=p4', 1, 2, null, 70),
    ('harrowdale', 'facebook', '112', 'p5', timestamptz '2026-10-08 09:00+00', 'reply', 'C2', 'C', null, 'Thank you for getting in touch', null, null, null, null, null),
    ('harrowdale', 'facebook', '112', 'p6', timestamptz '2026-10-02 09:00+00', 'original', 'B1', 'B', 'SO1', 'Everybody saw this', null, 900, 90, 90, 9000),
    ('osmere', 'facebook', '334', 'o1', timestamptz '2026-10-08 09:00+00', 'original', 'B1', 'B', null, 'Not of this trust', null, 1, 1, 1, 1);

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
    ('readings', 'youtube', 'UC1', 'b-0911', 'values_not_negative', 'value', 'critical', false, '3 of 412 below zero', 'A count cannot be negative. Look at the kept page.', timestamptz '2026-11-09 06:05+00', false, 'Data engineer', 'A count cannot be negative.', 'Look at the kept page.', null),
    ('readings', 'facebook', '112', 'b-1511', 'counts_are_known', 'value', 'warning', false, '7% unknown', 'Owners may hide counts; 1 in 20 means we lost a permission', timestamptz '2026-11-15 06:05+00', true, null, null, null, null),
    ('readings', 'facebook', '112', 'b-1611', 'counts_are_known', 'value', 'warning', false, '8% unknown', 'Owners may hide counts; 1 in 20 means we lost a permission. Renew the permission.', timestamptz '2026-11-16 06:05+00', true, 'Social media manager', 'Owners may hide counts; 1 in 20 means we lost a permission', 'Renew the permission.', null),
    ('figures', '', '', '', 'shares_within_100', 'value', 'critical', true, 'all', null, timestamptz '2026-11-16 06:09+00', true, 'Performance analyst', null, null, null),
    ('figures', '', '', '', 'scorecard_is_complete', 'kpi_id', 'warning', false, 'Harrowdale, March 2026', 'A row is lacking', timestamptz '2026-11-16 06:09+00', true, 'Performance analyst', 'A row is lacking', 'Build again.', 'harrowdale');

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

-- The rest of the evidence: Harrowdale keeps its registers, Marrick Dale none, and of Osmere nothing has been worked out.
insert into alignment_tests
select o.organisation_id, m.period, v.test, v.name,
    case when o.organisation_id = 'harrowdale' then v.result else 'not assessable' end,
    case when o.organisation_id = 'harrowdale' then v.reason else 'Cannot be assessed: no register is kept' end,
    case when m.nth >= 3 then case when o.organisation_id = 'harrowdale' then v.result_before else 'not assessable' end end, v.sort_order
from organisations as o, timeline as m, (values
    ('aligned', 'Aligned', 'met', 'Nothing falls short', 'met', 1),
    ('embedded', 'Embedded', 'partly', 'Falls short: key activities with social media before the decision: 71.4% (at least 80%)', 'not met', 4),
    ('resourced', 'Resourced', 'not met', 'Falls short: effort out of line with the weights: 17 points (at most 15 points); cover: 0.7 (at least 0.9)', 'partly', 6),
    ('managed', 'Performance managed', 'not assessable', 'Cannot be assessed: board actions closed by their day (no board action fell due)', 'not assessable', 9)) as v(test, name, result, reason, result_before, sort_order)
where o.organisation_id != 'osmere';

insert into alignment_parts
select o.organisation_id, m.period, v.test, v.sort_order, v.name, case when o.organisation_id = 'harrowdale' then v.found end, v.asked, v.is_own,
    case when o.organisation_id = 'harrowdale' then v.is_met end, case when o.organisation_id != 'harrowdale' or v.found is null then v.reason end
from organisations as o, timeline as m, (values
    ('aligned', 1, 'Posts and replies done for a stated objective', '82.8%', 'at least 80%', false, true, 'Too few to report: below 30'),
    ('resourced', 6, 'Effort out of line with the weights of the board', '17 points', 'at most 15 points', true, false, 'The register "Hours" is not kept here'),
    ('managed', 11, 'Board actions closed by their day', null, 'at least 80%', false, null, 'No board action fell due')) as v(test, sort_order, name, found, asked, is_own, is_met, reason)
where o.organisation_id != 'osmere';

insert into levels
select organisation_id, period, case when nth < 18 then 'Level 2 of 5, Listening broadcaster.' else 'At least level 3 of 5, Responder.' end,
    'Level 4, Community partner, still asks for: two-way ties reported for one community.'
from organisations, timeline where organisation_id = 'harrowdale';

insert into objective_months
select o.organisation_id, m.period, o.objective_id, o.name, o.weight, case when o.organisation_id = 'harrowdale' then o.weight + 4 end,
    case when o.organisation_id != 'harrowdale' then 'The register "Hours" is not kept here' end,
    case when o.organisation_id = 'harrowdale' then o.weight - 4 end,
    case when o.organisation_id != 'harrowdale' then 'Too few to report: below 200' end, case o.objective_id when 'SO5' then 0 else 40 + o.weight end, null,
    case when o.organisation_id = 'harrowdale' then case o.objective_id when 'SO5' then 0 else 7 end end,
    case when o.organisation_id != 'harrowdale' then 'The register "Listening log" is not kept here' end, o.objective_id = 'SO5',
    case when o.objective_id != 'SO3' then o.owner end, case when o.objective_id != 'SO3' then date '2024-05-14' end,
    case when o.objective_id = 'SO5' then 'People it is for are met in their own groups, by telephone and on paper' end
from objectives as o, timeline as m where o.valid_to is null
union all
select 'harrowdale', period, 'none', null, null, 12, null, 3, null, 22, null, 0, null, false, null, null, null from timeline;

-- The cells add up to what objective_months says: at Harrowdale 60, 60, 58, 0 and 22 posts and replies, and 7, 7, 7, 0 and 0 things heard; of
-- Marrick Dale nobody kept a log, and what people said on X was removed.
insert into objective_purposes
select o.organisation_id, m.period, c.objective_id, p.purpose_id, p.mode, p.counted,
    case
        when o.organisation_id = 'marrick' and (p.counted = 'heard' or p.purpose_id in ('C6', 'none')) then null
        when c.objective_id = 'duty' then case when p.purpose_id = 'B6' then 2 else 0 end
        when p.counted = 'heard' then case when c.objective_id in ('none', 'SO5') then 0 when p.purpose_id = 'L1' then 7 else 0 end
        when c.objective_id = 'none' then case p.purpose_id when 'B1' then 9 when 'B6' then 11 when 'C6' then 2 when 'none' then 1 else 0 end
        when c.objective_id = 'SO5' then 0
        when p.purpose_id = 'B1' then 38 + c.weight when p.purpose_id = 'C6' then 2 else 0
    end,
    case when c.objective_id in ('none', 'duty', 'SO3') then null else p.purpose_id in ('B1', 'L1') or (c.objective_id = 'SO2' and p.purpose_id = 'C6') end,
    case when o.organisation_id != 'marrick' then null when p.counted = 'heard' then 'No listening log is kept'
        when p.purpose_id in ('C6', 'none') then 'What people said on X was removed' end
from organisations as o, timeline as m, (values ('B1', 'B', 'acts'), ('B6', 'B', 'acts'), ('L1', 'L', 'heard'), ('L7', 'L', 'acts'), ('C6', 'C', 'acts'), (
        'none', null, 'acts')) as p(purpose_id, mode, counted), lateral (
    select objective_id, weight from objectives where objectives.organisation_id = o.organisation_id and valid_to is null
    union all select v.id, null from (values ('none'), ('duty')) as v(id)
) as c
where o.organisation_id != 'osmere';

insert into events values
    ('harrowdale', 'event E1', date '2025-07-01', date '2025-07-22', date '2025-07-25', 'strike', 'Doctors on strike', 'Doctors on strike, 22 July 2025 to 25 July 2025', 'Register of events', null, null, null, null),
    ('harrowdale', 'event E2', date '2026-03-01', date '2026-03-10', null, 'outage', 'Booking system <b>down</b>', 'Booking system <b>down</b>, 10 March 2026', 'Register of events', 'SO2', null, null, null),
    ('harrowdale', 'event E3', date '2026-11-01', date '2026-11-03', null, 'strike', 'Porters on strike', 'Porters on strike, 3 November 2026', 'Register of events', null, null, null, null),
    ('harrowdale', 'campaign flu', date '2025-09-01', date '2025-09-15', date '2026-01-31', 'campaign', 'Winter vaccination', 'Winter vaccination, 15 September 2025 to 31 January 2026', 'Register of campaigns', 'SO1', null, null, null),
    ('harrowdale', 'campaign rebook', date '2026-01-01', date '2026-01-12', null, 'campaign', 'Cancel or rebook', 'Cancel or rebook, 12 January 2026', 'Register of campaigns', 'SO2', null, null, null),
    ('harrowdale', 'channel closed facebook 113', date '2025-09-01', date '2025-09-30', null, 'channel closed', 'Harrowdale Maternity', 'Harrowdale Maternity, 30 September 2025', 'Register of accounts', null, null, null, 'facebook'),
    ('harrowdale', 'definition AL-GAPS 2', date '2026-02-01', date '2026-02-01', null, 'definition changed', 'Objectives with no activity, definition 2', 'Objectives with no activity, definition 2, 1 February 2026', 'Catalogue of measures', null, 'AL-GAPS', null, null),
    ('harrowdale', 'field youtube EN-DEPTH', date '2026-08-01', date '2026-08-24', null, 'platform''s number redefined', 'views', 'views, 24 August 2026', 'Map of the platforms'' numbers', null, 'EN-DEPTH', null, 'youtube'),
    ('harrowdale', 'limits AL-MAPPED', date '2025-10-01', date '2025-10-01', null, 'new limits', 'From October 2025 replies count too', 'From October 2025 replies count too', 'Control charts', null, 'AL-MAPPED', null, null);
insert into events
select 'harrowdale', 'activity K' || nth, period, period + 13, null, 'key activity', 'Decide plan ' || nth, format('Decide plan {}, {}', nth, strftime(period + 13, '%-d %B %Y')), 'Register of key activities',
    case when nth % 2 = 0 then 'SO2' else 'SO1' end, null, null, null
from timeline where nth % 2 = 1 or nth > 12;

insert into communities values
    ('harrowdale', 'nurses', 'Nurses'' chat', 'interest', 'pre-existing', 'Weekly chats years before our account joined', false, 'Volunteer nurses', 'participant', false, date '2024-11-01', null),
    ('harrowdale', 'breathe', 'Breathe easy group', 'interest', 'pre-existing', 'Met before it met online', false, 'Its members', 'supporter', true, date '2024-11-01', null),
    ('harrowdale', 'champions', 'Health champions', 'practice', 'org-created', null, true, 'Head of Involvement', 'steward', false, date '2024-11-01', null),
    ('harrowdale', 'gone', 'A group that has ended', 'interest', 'partner-led', 'Minutes', false, 'A charity', 'co-host', false, date '2024-11-01', date '2025-06-30');

insert into kpis (kpi_id, definition_version, name, definition, numerator, denominator, base_measure, scale, unit, direction, level, family, subjects, slice_kinds, base_min, owner, settle_days, risks, sort_order, valid_from)
select v.id, 1, v.name, v.definition, 'some', 'all', 'all', 100, 'percent', 'up', 'outtake', 'community', 'communities', 'community', 20, 'Head of Communications', 7, 'Joining for show', v.place, date '2024-04-01'
from (values ('CM-REACH', 'Presence in the community', 'Share of active members who had any exchange with us', 80), ('CM-RECIP', 'Two-way ties', 'Share of ties where both sides spoke', 81),
    ('OC-ACT', 'Tracked actions completed', 'Share of tagged visits that ended in an action', 90)) as v(id, name, definition, place);
update kpis set slice_kinds = 'organisation;objective' where kpi_id = 'OC-ACT';
insert into kpi_objectives values ('harrowdale', 'CM-REACH', 'SO3'), ('harrowdale', 'CM-RECIP', 'SO3'), ('harrowdale', 'OC-ACT', 'SO1'), ('marrick', 'OC-ACT', 'MO1');

insert into figures (organisation_id, kpi_id, period, slice_kind, slice, numerator, denominator, value, state, status, reason, basis, coverage, definition_version, words)
select 'harrowdale', k.kpi_id, m.period, 'community', c.id,
    case when k.kpi_id = 'CM-REACH' and c.id = 'nurses' then 20 + nth end, case when k.kpi_id = 'CM-REACH' and c.id = 'nurses' then 100 end,
    case when k.kpi_id = 'CM-REACH' and c.id = 'nurses' then 20 + nth end, c.state, 'final', c.reason, null, 1.0, 1,
    case c.state when 'measured' then format('{} of 100 active members ({}%) had an exchange with us.', 20 + nth, 20 + nth)
        when 'withheld' then 'Withheld: ' || c.reason || '.' else 'Not measurable: ' || c.reason || '.' end
from timeline as m, (values ('CM-REACH'), ('CM-RECIP')) as k(kpi_id), lateral (
    select case when id = 'nurses' and k.kpi_id = 'CM-RECIP' then 'withheld' else state end as state, id,
        case when id = 'nurses' and k.kpi_id = 'CM-RECIP' then 'too few to report' else reason end as reason
    from (values ('nurses', 'measured', null), ('breathe', 'not_measurable', 'it is a private group'), ('champions', 'withheld', 'fewer than 10 people')) as v(id, state, reason)
) as c
union all
select o.organisation_id, 'OC-ACT', m.period, s.slice_kind, coalesce(s.slice, o.organisation_id),
    case when o.organisation_id = 'harrowdale' then 14 + nth end, case when o.organisation_id = 'harrowdale' then 100 end,
    case when o.organisation_id = 'harrowdale' then 14 + nth end, case when o.organisation_id = 'harrowdale' then 'measured' else 'not_measurable' end, 'final',
    case when o.organisation_id != 'harrowdale' then 'The register "Web visits and actions" is not kept here' end, null, 1.0, 1,
    case when o.organisation_id = 'harrowdale' then format('{} of 100 tagged visits ended in an action.', 14 + nth) else 'Not measurable: The register "Web visits and actions" is not kept here.' end
from organisations as o, timeline as m, (values ('organisation', null), ('objective', 'SO1')) as s(slice_kind, slice)
where (o.organisation_id = 'harrowdale' or s.slice is null) and o.organisation_id != 'osmere';

insert into figures (organisation_id, kpi_id, period, slice_kind, slice, state, status, reason, coverage, definition_version, words)
select 'marrick', kpi_id, period, 'organisation', 'marrick', 'not_measurable', 'final', 'The register "Communities" is not kept here', 1.0, 1,
    'Not measurable: The register "Communities" is not kept here.'
from timeline, kpis where kpi_id[1:2] = 'CM';

insert into community_measures
select 'harrowdale', period, c.id, v.measure, v.words
from timeline, (values ('nurses'), ('champions')) as c(id), (values
    ('member_to_member', '350 of 388 replies (90%) went from one member to another.'), ('questions_met', 'Not measurable: Nobody has recorded which contributions ask something.'),
    ('returning_without_staff', 'Fewer than 10 people: withheld.'), ('give_ratio', 'No act of ours here carried a link of our own.')) as v(measure, words);

insert into equity
select o.organisation_id, m.period, v.id, v.name, v.is_mandatory, case when o.organisation_id = 'harrowdale' then v.value end, v.unit,
    case when o.organisation_id = 'harrowdale' then v.state else 'not_measurable' end,
    case when o.organisation_id = 'harrowdale' then v.words else 'Not measurable: no register says who was reached.' end,
    case when o.organisation_id = 'harrowdale' then v.reading else 'cannot be compared' end,
    case when o.organisation_id = 'harrowdale' then v.reading_words else 'Cannot be compared: there is no figure.' end, v.offline, v.place
from organisations as o, timeline as m, (values
    ('older', 'Older people', true, 54.7, 'index', 'measured', 'Facebook: People of 65 and over were reached at 55 where 100 would be in proportion.', 'mixed', 'Mixed: people reached +5%; the gap is wider.', '5% of people in the UK have no internet at home.', 10),
    ('conditions', 'People with long-term conditions', true, null, 'percent', 'not_measurable', 'Not measurable: no platform tells who lives with a long-term condition.', 'cannot be compared', 'Cannot be compared: there is no figure.', null, 20),
    ('core20', 'People in the most deprived fifth', true, null, 'index', 'withheld', 'Withheld: fewer than 10 people.', 'cannot be compared', 'Cannot be compared: there is no figure.', null, 30),
    ('literacy', 'People with low literacy or little English', true, 80.0, 'percent', 'measured', '40 of 50 posts looked at (80%) passed every accessibility check.', 'cannot be compared', 'Cannot be compared: it counts posts, not people.', null, 40)
    ) as v(id, name, is_mandatory, value, unit, state, words, reading, reading_words, offline, place)
where o.organisation_id != 'osmere';

insert into outcome_series values
    ('harrowdale', 'flu', 'SO1', 'OC-ACT', 'Flu vaccination of frontline staff', 'percent', 'up', 'Vaccine uptake', 'UKHSA', 'season', 'Provisional until the season''s report', 'Runs up from zero each season', 1),
    ('harrowdale', 'dna', 'SO2', 'RS-ANSWERED', 'Missed first appointments', 'percent', 'down', 'Patient administration system', 'the trust', 'monthly', 'Small corrections for two months', 'First appointments only', 2),
    ('harrowdale', 'gap', 'SO2', 'EN-DEPTH', 'Screening: most deprived fifth below the rest', 'percentage points', 'down', 'Screening coverage', 'NHS England', 'quarterly', null, null, 3),
    ('marrick', 'beds', 'MO1', 'OC-ACT', 'Days in hospital', 'count', 'none', 'Register', 'the trust', 'monthly', null, null, 1);

insert into outcomes
select 'harrowdale', s.id, m.period, v.value, 22475, v.state, case when v.state = 'measured' then case when nth = 21 then 'provisional' else 'final' end end, case when v.state = 'measured' then m.period + 55 end,
    case when nth = 20 and s.id = 'dna' then 7.99 else v.value end, case when v.state = 'measured' then nth = 20 and s.id = 'dna' end, v.reason,
    case v.state when 'measured' then 'As published.' when 'missing' then 'Missing: It was due and is not in the register.' else 'Not yet due: It is due by 15 December 2026.' end
from timeline as m, (values ('flu'), ('dna'), ('gap')) as s(id), lateral (
    select case when nth <= 21 and not (nth = 5 and s.id = 'dna') then round(7.46 + nth / 10, 2) end as value,
        case when nth = 23 then 'not_yet_due' when nth = 22 or (nth = 5 and s.id = 'dna') then 'missing' else 'measured' end as state,
        case when nth = 23 then 'It is due by 15 December 2026' when nth = 22 or (nth = 5 and s.id = 'dna') then 'It was due and is not in the register' end as reason
) as v
where case s.id when 'flu' then month(m.period) in (10, 11, 12, 1, 2) when 'gap' then month(m.period) in (1, 4, 7, 10) else true end
union all
select 'marrick', 'beds', period, null, null, 'not_measurable', null, null, null, null, 'The register "Outcome values" is not kept here', 'Not measurable: The register "Outcome values" is not kept here.' from timeline;

insert into contributions
select organisation_id, series_id, period, case series_id when 'flu' then 2 when 'dna' then 0 end, case series_id when 'flu' then 'Supported' when 'dna' then 'Side by side' else 'Nothing beside it' end,
    case series_id when 'dna' then 'Missed first appointments moved from 7.78% to 7.46%. We cannot say whether the one had any bearing on the other.'
        when 'flu' then 'The work is likely to have contributed: at least 25 actions came directly from it.' else 'There is no social measure to set beside it.' end,
    case series_id when 'flu' then 'Lacking: no comparison was planned beforehand' when 'dna' then 'Lacking: no pathway was written for this series' else 'Lacking: a social measure' end
from outcomes where state = 'measured';

insert into label_agreement
select organisation_id, date_trunc('quarter', period), v.subject, v.words from organisations, timeline, (values
    ('purposes', 'Two people agreed on 89 of 100 acts (89%); beyond chance (Cohen''s kappa) that is 0.87.'), ('concerns', 'Not measurable: nobody keeps a register of labelled mentions.')) as v(subject, words)
where organisation_id = 'harrowdale' and month(period) in (1, 4, 7, 10);

insert into register_files (organisation_id, register, name, batch_id, file_name, covered_from, covered_to, rows, refused, refused_why, received_at, is_replaced) values
    ('harrowdale', 'hours', 'Hours', 'file_1', 'hours.csv', date '2024-11-01', date '2026-10-31', 376, 2, 'hours: not a number: 2', timestamptz '2026-11-16 06:00+00', false);
insert into refused_rows values
    ('harrowdale', 'Hours', 'hours.csv', 21, 'hours: not a number; write digits'), ('harrowdale', 'Hours', 'hours.csv', 34, 'month: empty; every entry needs it');

-- Signal and noise: every icon once, at Harrowdale; the same for Marrick Dale's own measures; of Osmere nothing is worked out.
create temp table signals as
select * from (values
    ('AL-MAPPED', 'special_cause_improvement', '7 Points Above CL', 'improvement_high', 'inconsistent'), ('AL-GAPS', 'special_cause_improvement', 'Below LCL', 'improvement_low', 'consistent_pass'),
    ('MM-BCAST', 'special_cause_neutral_high', 'Above UCL', 'neutral_high', null), ('MM-COMM', 'common_cause', 'Common Cause', 'common_cause', null),
    ('RS-ANSWERED', 'special_cause_concern', '7 Points Below CL', 'concern_low', 'consistent_fail'), ('RS-STANDARD', 'common_cause', 'Common Cause', 'common_cause', null),
    ('EN-DEPTH', 'common_cause', 'Common Cause', 'common_cause', null), ('CM-REACH', 'special_cause_improvement', '7 Point Trend (Increasing)', 'improvement_high', null),
    ('OC-ACT', 'special_cause_improvement', '7 Point Trend (Increasing)', 'improvement_high', null), ('dna', 'special_cause_concern', 'Above UCL', 'concern_high', null)) as v(subject_id, point_type, special_cause_type, variation_icon, assurance_type);

create temp table pointed as
with valued as (
    select organisation_id, 'kpi' as subject_kind, kpi_id as subject_id, slice_kind, slice, period, value, status, target
    from figures left join targets using (organisation_id, kpi_id, period) where state = 'measured' and organisation_id <> 'osmere'
    union all
    select organisation_id, 'outcome', series_id, 'organisation', organisation_id, period, value, status, null from outcomes where state = 'measured'
),

grouped as (
    select *, case when subject_id = 'AL-MAPPED' and organisation_id = 'harrowdale' and period >= date '2025-10-01' then 1 else 0 end as rebase_group, status = 'final' as is_judged,
        coalesce(date_diff('month', lag(period) over in_series, period) - 1, 0) as gap_before, count(*) filter (where status = 'final') over whole as points,
        row_number() over (partition by organisation_id, subject_id, slice_kind, slice, status order by period desc) as nth_last
    from valued window in_series as (partition by organisation_id, subject_id, slice_kind, slice order by period), whole as (partition by organisation_id, subject_id, slice_kind, slice)
)

select *, avg(value) filter (where is_judged) over limited as mean, 1.3 * stddev(value) filter (where is_judged) over limited as spread
from grouped window limited as (partition by organisation_id, subject_id, slice_kind, slice, rebase_group);

insert into spc (organisation_id, subject_kind, subject_id, slice_kind, slice, period, value, target, status, is_judged, rebase_group, group_reason, mean, lpl, upl, special_cause_type, point_type, gap_before, words)
select p.organisation_id, p.subject_kind, p.subject_id, p.slice_kind, p.slice, p.period, p.value, p.target, p.status, p.is_judged, p.rebase_group,
    case when p.rebase_group = 1 and p.period = date '2025-10-01' then 'From October 2025 replies count too; decided by the Head of Communications on 3 November 2025' end,
    p.mean, p.mean - p.spread, p.mean + p.spread, case when not p.is_judged then null when p.nth_last <= 3 then s.special_cause_type else 'Common Cause' end,
    case when not p.is_judged then null when p.nth_last <= 3 then s.point_type else 'common_cause' end, p.gap_before, 'In words.'
from pointed as p join signals as s using (subject_id) where p.points >= 12;

insert into spc_series (organisation_id, subject_kind, subject_id, slice_kind, slice, points, judged_to, target, variation_icon, assurance_type, rules_words, has_trial_limits, gap_words, why_none, words, asks, alt_text)
select p.organisation_id, p.subject_kind, p.subject_id, p.slice_kind, p.slice, max(p.points), max(p.period) filter (where p.is_judged), max(p.target),
    case when max(p.points) >= 12 then max(s.variation_icon) end, case when max(p.points) >= 12 then max(s.assurance_type) end,
    'NHSRplotthedots: mean and moving ranges, 7 points for a shift or a trend', max(p.rebase_group) = 1, max(case when p.gap_before > 0 then 'There is no value for some months' end),
    case when max(p.points) < 12 then 'There are ' || max(p.points) || ' points, and it takes 12' end, 'The latest figures speak for themselves, by the rules named below.',
    'Find out what changed.', 'A control chart of ' || p.subject_id || ' in words'
from pointed as p left join signals as s using (subject_id) group by p.organisation_id, p.subject_kind, p.subject_id, p.slice_kind, p.slice
union all
select distinct f.organisation_id, 'kpi', f.kpi_id, f.slice_kind, f.slice, 0, null::date, null::double, null, null, null, null::boolean, null, 'No month has been measured', null, null, null
from figures as f where f.organisation_id <> 'osmere' and not exists (
    select 1 from pointed as p where p.organisation_id = f.organisation_id and p.subject_id = f.kpi_id and p.slice = f.slice
);

insert into spc_matrix
select v.variation, a.assurance, v.name || ', ' || a.name, 'What ' || v.name || ' with ' || a.name || ' shows', 'What ' || v.name || ' with ' || a.name || ' asks', 10 * v.place + a.place
from (values ('concern', 'getting worse', 1), ('common_cause', 'steady', 2), ('improvement', 'getting better', 3), ('neutral', 'changed', 4)) as v(variation, name, place),
    (values ('fail', 'missing the target', 1), ('inconsistent', 'hit and miss', 2), ('pass', 'within the target', 3), ('none', 'no target', 4)) as a(assurance, name, place)
where v.variation <> 'neutral' or a.assurance = 'none';

-- Two months are frozen, September twice; a third edition was tampered with.
insert into editions (edition, period, issue, frozen_at, frozen_by, reason, software_version, strategy_version, taxonomy_version, edition_sha256, damage) values
    ('2026-08', date '2026-08-01', 1, timestamp '2026-09-20 09:00', 'Board secretary', null, '0.1.0', '2024.1', 'proposed-2026.1', repeat('ab', 32), null),
    ('2026-09', date '2026-09-01', 1, timestamp '2026-10-20 09:00', 'Board secretary', null, '0.1.0', '2024.1', 'proposed-2026.1', repeat('cd', 32), null),
    ('2026-09.2', date '2026-09-01', 2, timestamp '2026-10-28 09:00', 'Board secretary', 'A register came in late', '0.1.0', '2024.1', 'proposed-2026.1', repeat('ef', 32), null),
    ('2026-07', date '2026-07-01', 1, timestamp '2026-08-20 09:00', 'Board secretary', null, '0.1.0', '2024.1', 'proposed-2026.1', repeat('01', 32), 'figures.csv was changed');
update editions set superseded_by = case edition when '2026-09' then '2026-09.2' end, is_damaged = damage is not null;
update editions set is_superseded = superseded_by is not null;

insert into as_reported (organisation_id, kpi_id, period, slice_kind, slice, value_as_reported, state_as_reported, reported_in, value_latest, state_latest, is_restated)
select organisation_id, kpi_id, period, slice_kind, slice, case when is_changed then value - 6 else value end, state, case when period = date '2026-09-01' then '2026-09.2' else '2026-08' end, value, state, is_changed
from (select *, organisation_id = 'harrowdale' and period = date '2026-09-01' and kpi_id in ('RS-ANSWERED', 'MM-COMM') and slice_kind = 'organisation' as is_changed from figures)
where period in (date '2026-08-01', date '2026-09-01') and organisation_id <> 'osmere';

insert into restatements (organisation_id, subject_kind, subject_id, period, slice_kind, slice, reported_in, restated_in, value_reported, value_restated, words_reported, words_restated, relative_change, kind, cause, is_material, material_why, approved_by, approved_on)
select organisation_id, 'figure', kpi_id, period, slice_kind, slice, reported_in, null, value_as_reported, value_latest, format('It was {:.0f}%.', value_as_reported), format('It is {:.0f}%.', value_latest),
    value_latest / value_as_reported - 1, case kpi_id when 'RS-ANSWERED' then 'unscheduled correction' else 'scheduled revision' end,
    case kpi_id when 'RS-ANSWERED' then 'Answers given by telephone had been left out' else 'Late answers' end, kpi_id = 'RS-ANSWERED',
    case kpi_id when 'RS-ANSWERED' then 'It changes the icon' else 'Less than a twentieth, and nothing follows from it' end, case kpi_id when 'RS-ANSWERED' then 'Chief Nurse' end, case kpi_id when 'RS-ANSWERED' then date '2026-11-03' end
from as_reported where is_restated;

insert into removals (organisation_id, platform, account_id, what, reason, removed_at, removed) values
    ('harrowdale', 'facebook', '112', 'post', 'Facebook answered that the post is gone', timestamp '2026-11-15 06:00', 2),
    ('harrowdale', 'facebook', '112', 'post', 'Facebook answered that the post is gone', timestamp '2026-11-16 06:00', 1);
update figures set kept_on = date '2026-11-16' where organisation_id = 'harrowdale' and kpi_id = 'RS-STANDARD' and period = date '2025-03-01';

-- Facebook was waited for as it asked
update extracts set retries = 3, waited_s = 904 where platform = 'facebook' and subject = 'posts';
insert into deadlines (organisation_id, platform, account_id, name, what, expires_on, days_left, level, words, next_step) values
    ('harrowdale', 'youtube', 'UC1', 'Harrowdale Hospitals', 'token', date '2026-11-18', 2, 'urgent', 'The token ends on 18 November 2026', 'Ask whoever manages the account to consent again'),
    ('harrowdale', 'facebook', '112', 'Harrowdale Hospitals', 'api version', date '2028-05-01', 532, 'far', 'Version 26.0 of the API ends on 1 May 2028', 'Nothing yet');
insert into memory values
    ('harrowdale', 'x', '224', 'posts', date '2026-10-24', date '2026-11-23', 7, 'warning', 'Collected to 24 October 2026. From 23 November 2026 on the rest is lost for good: link clicks of a post'),
    ('harrowdale', 'facebook', '112', 'series', date '2026-11-15', date '2028-11-15', 730, 'safe', 'Collected to 15 November 2026');

insert into incidents values
    ('harrowdale', '20261109-1', 'token', 'critical', 'youtube', 'UC1', 'YouTube, Harrowdale Hospitals: access is refused or ends soon', 'The token expired on 9 November 2026.', 'YouTube''s part of: Broadcast share, Communitarian share. The account shows as failed or stale.', 'Head of Communications', 'A channel owner must sign in again.', 'docs/triage.md#token', timestamp '2026-11-09 06:00', null, 'nobody acted', false, 'Since 9 November 2026. Nobody has taken it.'),
    (null, '20261114-2', 'ours', 'warning', null, null, 'The line itself: a fault of our own line', 'The disk that holds LOS_HOME has 9% left.', 'All figures, from the next build on.', 'Data Engineer', 'Make room or give it a larger disk.', 'docs/triage.md#ours', timestamp '2026-11-14 06:00', null, 'taken', false, 'Since 14 November 2026. Taken by the Data Engineer on 15 November 2026: a larger one is ordered'),
    ('harrowdale', '20261101-1', 'platform', 'warning', 'facebook', '112', 'Facebook, Harrowdale Hospitals: the platform has a fault of its own', 'Facebook had a fault of its own (HTTP 503).', 'Facebook''s part of: Broadcast share.', 'Data Engineer', 'Nothing to mend.', 'docs/triage.md#platform', timestamp '2026-11-01 06:00', timestamp '2026-11-02 06:00', 'over', true, 'From 1 November 2026 to 2 November 2026. A whole look on 2 November 2026 brought posts.'),
    ('osmere', '20261102-1', 'quota', 'warning', 'facebook', '334', 'Facebook, Osmere Public Health: the platform lets us ask no more for now', 'Facebook says we ask too often.', 'Facebook''s part of: Broadcast share.', 'Data Engineer', 'Nothing to mend at first.', 'docs/triage.md#quota', timestamp '2026-09-02 06:00', timestamp '2026-09-03 06:00', 'over', false, 'From 2 September 2026 to 3 September 2026. It was read again.');

-- Practice in posts, what people wrote and decided, and what stands behind one figure
insert into post_practice values
    ('harrowdale', date '2026-10-01', 'facebook', '112', 'p2', 'alt_text', 'good', 'Its image has a text alternative'),
    ('harrowdale', date '2026-10-01', 'facebook', '112', 'p6', 'alt_text', 'good', 'Its image has a text alternative'),
    ('harrowdale', date '2026-10-01', 'facebook', '112', 'p3', 'alt_text', 'poor', 'Its image has no text alternative'),
    ('harrowdale', date '2026-10-01', 'youtube', 'UC1', 'p4', 'alt_text', 'unknown', 'The source does not say whether its video has a text alternative'),
    ('harrowdale', date '2026-10-01', 'facebook', '112', 'p2', 'hashtags', 'good', 'Its hashtags begin each word with a capital'),
    ('harrowdale', date '2026-10-01', 'facebook', '112', 'p3', 'hashtags', 'poor', 'A hashtag runs its words together without capitals'),
    ('harrowdale', date '2026-10-01', 'youtube', 'UC1', 'p4', 'asks', 'good', 'Its words ask a question'),
    ('harrowdale', date '2026-10-01', 'facebook', '112', 'p5', 'answers', 'poor', 'The same words were sent three times or more within 7 days'),
    ('harrowdale', date '2026-10-01', 'facebook', '112', 'p3', 'duty', 'duty', 'It carries a tag registered as a civic duty');
insert into post_medians
select 'harrowdale', date '2026-10-01', v.platform, m.metric, 40, case when v.platform = 'facebook' and m.metric <> 'saves' then 600 end,
    case when v.platform = 'youtube' then 'YouTube''s policies allow ratios to audited developers only' when m.metric = 'saves' then 'The source does not state this count' end
from (values ('facebook'), ('youtube')) as v(platform), (values ('views'), ('reach'), ('comments'), ('shares'), ('saves')) as m(metric);
insert into commentary (organisation_id, period, kpi_id, narrative, learned, written_by) values
    ('harrowdale', date '2026-10-01', 'RS-ANSWERED', 'Two people now share the desk', 'Answers after 5pm come too late', 'Head of Patient Experience'),
    ('harrowdale', date '2026-10-01', null, 'A quiet month', 'Ask once a week', 'Head of Communications');
insert into actions values
    ('harrowdale', 'A-1', 'RS-ANSWERED', date '2026-05-10', 'Put two people on the desk', 'Head of Patient Experience', date '2026-07-01', date '2026-06-20', 'closed on time'),
    ('harrowdale', 'A-2', 'RS-ANSWERED', date '2026-06-10', 'Answer in the evening too', 'Head of Patient Experience', date '2026-09-01', null, 'overdue'),
    ('harrowdale', 'A-3', 'MM-COMM', date '2026-06-10', 'Join two chats a month', 'Head of Communications', date '2026-08-01', null, 'overdue'),
    ('harrowdale', 'A-4', 'RS-ANSWERED', date '2026-11-10', 'Decided after the month', 'Chief Nurse', date '2026-12-01', null, 'open');
insert into action_months values
    ('harrowdale', 'A-1', date '2026-10-01', 'of concern', 'More than chance, of concern: of 4 final figures since the decision 3 are signals, July 2026 to September 2026.'),
    ('harrowdale', 'A-2', date '2026-10-01', 'no more than chance', 'No more than chance: of 3 final figures since the decision none is a signal.'),
    ('harrowdale', 'A-3', date '2026-10-01', 'no more than chance', 'No more than chance: of 3 final figures since the decision none is a signal.'),
    ('harrowdale', 'A-2', date '2026-09-01', 'cannot be said', 'Cannot be said yet: no final figure is wholly after the decision.');
insert into answer_times values
    ('harrowdale', date '2026-10-01', 'organisation', 'harrowdale', 'measured', 'provisional', 'Half of the 28 answers came within 14.2 hours and nine in ten within 47.4; in monitored hours 1.1 and 4.3.'),
    ('harrowdale', date '2026-10-01', 'platform', 'facebook', 'withheld', 'provisional', 'Withheld: Too few answers to report: below 20.');
insert into benchmarks values
    ('B2012-BROADCAST', 'How often leading organisations broadcast 2012', null, 'frequency', null, null, null, null, 'seed', 'In words only, no figure was published', 'regularly (the majority)'),
    ('B2012-FB', 'Corporate Facebook use 2012', 61, 'percent', null, 18, 39, 80, 'seed', 'Base not stated; consistent with 11 of 18', null);
update kpis set counter_measure = case kpi_id when 'RS-ANSWERED' then 'RS-STANDARD' when 'AL-MAPPED' then 'AL-GAPS' when 'MM-BCAST' then 'MM-COMM' end;
update kpis set family = 'responsiveness' where kpi_id like 'RS-%';
update kpis set definition_version = 2, valid_from = date '2026-02-01' where kpi_id = 'AL-GAPS';
update figures set definition_version = 2 where kpi_id = 'AL-GAPS';
