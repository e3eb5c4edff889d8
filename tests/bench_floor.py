"""The floor under `dbt build`: for each KPI here one query written by hand, straight over the Parquet files. Part of make bench.

Each says what the reports say of its KPI, per organisation, slice and month, and knows nothing of why a figure may not be
given, of its parts, of routes, of posts filed twice, of what was removed: it is what must be read and reckoned at the least. `KPIS`
are those it covers; the build makes the others too, with charts, tests and reports, so the ratio of the two is not flattered.
A floor that says another number than the build is none: `compared` raises.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import duckdb

LOOK = "select * from {table} qualify row_number() over (partition by platform, account_id, {key} order by batch_id desc) = 1"
LONDON = "cast(date_trunc('month', published_at at time zone 'Europe/London') as date)"
WHO = "who as (select distinct organisation_id, platform, account_id from extracts where source <> 'register')"

ENGAGEMENT = f"""
with {WHO},
named as (
    select platform, field, role, replaced_by, coalesce(valid_from, date '0001-01-01') as valid_from, coalesce(valid_to, date '9999-12-31') as valid_to
    from metric_map where source = 'api' and role in ('deep', 'seen')),
ours as (
    select platform, account_id, post_id, min(published_at) as published_at
    from posts where kind in ('original', 'quote') and not coalesce(is_paid, false) group by all),
said as (
    select r.platform, r.account_id, r.subject_id, p.published_at, r.field, n.role, n.valid_from, n.valid_to, r.value,
        cast(r.observed_at as date) as day,
        date_diff('day', cast(p.published_at at time zone 'Europe/London' as date), cast(r.observed_at as date)) as age
    from readings as r
    join ours as p on r.platform = p.platform and r.account_id = p.account_id and r.subject_id = p.post_id
    join named as n on r.platform = n.platform and r.field = n.field and cast(r.observed_at as date) >= n.valid_from
        and cast(r.observed_at as date) < n.valid_to
    where r.subject_kind = 'post' and r.period = 'lifetime' and r.dimension = ''),
credited as (
    select platform, account_id, subject_id, published_at, field, role,
        coalesce(arg_min(struct_pack(v := value, day := day, valid_from := valid_from, valid_to := valid_to, settled := true), age) filter (age >= 28),
            arg_max(struct_pack(v := value, day := day, valid_from := valid_from, valid_to := valid_to, settled := false), age)) as c
    from said group by platform, account_id, subject_id, published_at, field, role),
looked as (
    select platform, account_id, subject_id, bool_or(c.settled) as settled,
        coalesce(min(c.day) filter (c.settled), max(c.day)) as day
    from credited group by platform, account_id, subject_id),
needed as (
    select d.platform, d.day,
        count(*) filter (n.role = 'deep' and d.day >= n.valid_from and d.day < n.valid_to) as parts,
        bool_or(n.valid_to <= d.day and not exists (select 1 from named as s where s.platform = n.platform and s.field = n.replaced_by and s.role = n.role)) as retired
    from (select distinct platform, day from looked) as d join named as n on d.platform = n.platform group by all),
counted as (
    select c.platform, c.account_id, c.subject_id, c.published_at, any_value(n.parts) as parts, bool_or(n.retired) as retired,
        sum(c.c.v) filter (c.role = 'deep') as deep, count(c.c.v) filter (c.role = 'deep') as known,
        sum(c.c.v) filter (c.role = 'seen') as seen
    from credited as c join looked as l using (platform, account_id, subject_id)
    join needed as n on n.platform = l.platform and n.day = l.day
    where l.day >= c.c.valid_from and l.day < c.c.valid_to and c.c.settled = l.settled
    group by all)
select organisation_id, 'platform' as slice_kind, platform as slice, {LONDON} as period, sum(deep) as numerator, sum(seen) as denominator
from counted join who using (platform, account_id)
where known = parts and seen is not null and not coalesce(retired, false)
group by all
"""

ACTS = f"""
with {WHO},
acts as (
    select p.*, organisation_id, cast(published_at at time zone 'Europe/London' as date) as day, lower(coalesce(text, '')) as words,
        lower(array_to_string(links, ' ')) as there
    from ({LOOK.format(table="posts", key="post_id")}) as p join who using (platform, account_id)
    where not coalesce(is_paid, false)),
inbound as (
    select platform, account_id, interaction_id,
        arg_max(coalesce(asks_question, false) or coalesce(raises_concern, false), batch_id) as asks
    from interactions group by platform, account_id, interaction_id),
marked as (
    select a.platform, a.account_id, a.post_id, min_by(t.objective_id, t.tag) filter (t.objective_id is not null) as objective_id,
        min(t.purpose_id) as purpose_id, bool_or(t.is_civic_duty) as is_civic_duty
    from (select organisation_id, platform, account_id, post_id, day, unnest(hashtags) as tag from acts) as a
    join tags as t on a.organisation_id = t.organisation_id and a.tag = t.tag and a.day >= t.valid_from
        and a.day < coalesce(t.valid_to, date '9999-12-31')
    group by all),
spaced as (
    select platform, account_id, post_id, published_at as p0, lag(published_at, 2) over w as b2, lag(published_at) over w as b1,
        lead(published_at) over w as a1, lead(published_at, 2) over w as a2
    from acts where kind = 'reply'
    window w as (partition by platform, account_id, regexp_replace(words, '[^a-z0-9]+', '', 'g') order by published_at, post_id)),
same as (
    select platform, account_id, post_id from spaced
    where p0 - b2 <= interval 7 day or a1 - b1 <= interval 7 day or a2 - p0 <= interval 7 day),
labelled as (
    select organisation_id, cells['platform'] as platform, cells['post_id'] as post_id, cells['purpose_id'] as purpose_id
    from entries where register = 'labels' and refusal is null and cells['labeller'] = 'first'),
told as (
    select a.*, coalesce(m.is_civic_duty, false) as is_civic_duty, i.interaction_id is not null as answers, i.asks,
        coalesce(m.objective_id, case when a.kind = 'reply' then r.objective_id end) as for_objective, b.purpose_id is not null as by_label,
        case
            when b.purpose_id is not null then b.purpose_id
            when a.kind = 'reply' and a.parent_is_ours then null
            when a.kind = 'reply' and s.post_id is not null then 'C2'
            when a.kind = 'reply' and i.asks then 'C1'
            when a.kind = 'reply' and i.interaction_id is not null then 'C2'
            when a.kind = 'reply' then null
            when a.kind in ('quote', 'repost') and not coalesce(a.parent_is_ours, false) then 'C5'
            when a.kind = 'repost' then null
            when m.purpose_id is not null then m.purpose_id
            when regexp_matches(words, '(you said,? we did|you told us|because you asked|following your feedback)') then 'C3'
            when regexp_matches(words, '(helped us (re)?design|helped us test|wrote this .* together|working group|co-?design|co-?produc)') then 'C7'
            when people_named >= 2 or regexp_matches(words, '(support group|peer support)') then 'C6'
            when media_kind = 'poll' or regexp_matches(there, '(survey|have-your-say)') or regexp_matches(words,
                '(tell us|one question today|your views wanted|what do you think|have your say|we would like to hear|let us know|share your)') then 'L7'
            when regexp_matches(there, '/(news|press|media|reports?|board-papers)(/|$)') then 'B1'
            when regexp_matches(there, '(/events?(/|$)|eventbrite)') or regexp_matches(words,
                '(book your place|places can be booked|open evening|next public meeting|annual general meeting|open day|join us on|public board meeting)') then 'B4'
            when regexp_matches(there, '(/jobs?(/|$)|/careers?(/|$)|jobs[.]|trac[.]jobs)') then 'B5'
            when regexp_matches(there, '/(services?|visiting|appointments?|wards?|departments?)(/|$)') or regexp_matches(words,
                '(opening times|opening hours|visiting (times|hours)|is closed|are closed|is open|are open|waiting times)') then 'B3'
            when regexp_matches(there, '/(strategy|consultations?|position|policy)(/|$)') then 'B7'
            when regexp_matches(words, '(award|congratulat|celebrat|proud|milestone|anniversary|fundrais|raised money|shortlisted|thank you to (all )?our (staff|teams))') then 'B6'
            when regexp_matches(there, '/campaigns?(/|$)') or regexp_matches(there, 'utm_campaign=') then 'B2'
        end as purpose_id
    from acts as a
    left join inbound as i on a.platform = i.platform and a.account_id = i.account_id and a.parent_id = i.interaction_id
    left join marked as m on a.platform = m.platform and a.account_id = m.account_id and a.post_id = m.post_id
    left join marked as r on a.platform = r.platform and a.account_id = r.account_id and a.conversation_id = r.post_id
    left join same as s on a.platform = s.platform and a.account_id = s.account_id and a.post_id = s.post_id
    left join labelled as b on a.organisation_id = b.organisation_id and a.platform = b.platform and a.post_id = b.post_id),
judged as (
    select t.*, {LONDON} as period, o.objective_id as served,
        coalesce(p.mode, case when not by_label and kind = 'reply' and not coalesce(parent_is_ours, false) and not answers then 'C' end) as mode,
        by_label or not (kind = 'reply' and coalesce(parent_is_ours, false)) as is_own
    from told as t left join purposes as p using (purpose_id)
    left join objectives as o on t.organisation_id = o.organisation_id and t.for_objective = o.objective_id and t.day >= o.valid_from
        and t.day < coalesce(o.valid_to, date '9999-12-31'))
select organisation_id, case when grouping(platform) = 1 then 'organisation' else 'platform' end as slice_kind,
    coalesce(platform, organisation_id) as slice, period, count(*) filter ({{numerator}}) as numerator, count(*) filter ({{denominator}}) as denominator
from judged where is_own group by grouping sets ((organisation_id, period), (organisation_id, platform, period))
"""

REGISTER = """
select organisation_id, 'organisation' as slice_kind, organisation_id as slice, cast(date_trunc('month', cast(cells['{day}'] as date)) as date) as period,
    {numerator} as numerator, {denominator} as denominator
from entries where register = '{register}' and refusal is null and coalesce(cells['withdrawn'], 'false') <> 'true' {where} group by all
"""
_CHECKS = " and ".join(
    [f"coalesce(cells['{each}'] = 'true', true)" for each in ("has_alt_text", "has_captions", "hashtags_in_capitals",
                                                              "is_not_text_as_image", "emoji_few_and_last")]
    + ["coalesce(cast(cells['reading_age'] as bigint) <= 11, true)"]
)  # fmt: skip

KPIS: dict[str, str] = {
    "EN-DEPTH": ENGAGEMENT,
    "MM-COMM": ACTS.format(numerator="mode = 'C'", denominator="mode is not null"),
    "MM-BCAST": ACTS.format(numerator="mode = 'B'", denominator="mode is not null"),
    "DQ-UNCLASSIFIED": ACTS.format(numerator="mode is null", denominator="true"),
    "AL-MAPPED": ACTS.format(
        numerator="mode is not null and not is_civic_duty and served is not null",
        denominator="mode is not null and not is_civic_duty",
    ),
    "AL-ORPHAN": REGISTER.format(
        register="hours", day="month", where="", denominator="sum(cast(cells['hours'] as double))",
        numerator="coalesce(sum(cast(cells['hours'] as double)) filter (cells['objective_id'] is null and coalesce(cells['is_civic_duty'], 'false') <> 'true'), 0)",
    ),
    "OC-ACT": REGISTER.format(
        register="web", day="month", where="and cells['actions'] is not null", numerator="sum(cast(cells['actions'] as bigint))",
        denominator="sum(cast(cells['visits'] as bigint))",
    ),
    "OC-HEARD": REGISTER.format(
        register="heard", day="month", where="", numerator="sum(cast(cells['named_social'] as bigint))",
        denominator="sum(cast(cells['answered'] as bigint))",
    ),
    "EQ-ACCESS": REGISTER.format(
        register="access_audit", day="audited_on", where="", numerator=f"count(*) filter ({_CHECKS})", denominator="count(*)"
    ),
    "TR-CONCERN": REGISTER.format(
        register="coded_mentions", day="said_on", where="and cells['coded_by'] = 'first'",
        numerator="count(*) filter (cells['is_concern'] = 'true')", denominator="count(*)",
    ),
}  # fmt: skip


def measure(folder: Path, seeds: Path, memory: str) -> tuple[dict[str, float], duckdb.DuckDBPyConnection]:
    """Return the seconds of each query over the files in folder/<table>, and a database with what each said in a table of its name."""
    database = duckdb.connect(config={"memory_limit": memory, "temp_directory": str(folder / "spill")})
    database.execute("set timezone = 'UTC'")
    for table in ("posts", "interactions", "readings", "extracts", "entries"):
        database.execute(f"create view {table} as select * from read_parquet('{folder}/{table}/*.parquet')")
    dates = ", types = {'valid_from': 'DATE', 'valid_to': 'DATE'}"  # a column without a word in it would be text
    for seed, typed in {"metric_map": dates, "tags": dates, "objectives": dates, "purposes": ""}.items():
        database.execute(f"create view {seed} as select * from read_csv('{seeds}/{seed}.csv', nullstr = ''{typed})")
    seconds = {}
    for kpi, sql in KPIS.items():
        began = time.perf_counter()
        database.execute(f'create table "{kpi}" as {sql}')
        seconds[kpi] = round(time.perf_counter() - began, 3)
    return seconds, database


def compared(said: duckdb.DuckDBPyConnection, warehouse: Path) -> dict[str, int]:
    """Return how many measured figures of each KPI the floor has as well; raise where it says another number of one."""
    said.execute(f"attach '{warehouse}' as built (read_only)")
    found: dict[str, int] = {}
    for kpi in KPIS:
        rows: list[Any] = said.execute(
            f"""select figures.numerator, figures.denominator, floor.numerator, floor.denominator, organisation_id, slice, period
            from built.reports.figures as figures left join "{kpi}" as floor using (organisation_id, slice_kind, slice, period)
            where figures.kpi_id = '{kpi}' and figures.state = 'measured' and slice_kind in (select slice_kind from "{kpi}")"""
        ).fetchall()
        for ours, whole, theirs, their_whole, *where in rows:
            if abs(ours - (theirs or 0)) > 1e-6 or abs(whole - (their_whole or 0)) > 1e-6:
                raise RuntimeError(
                    f"{kpi} of {where}: built {ours} of {whole}, the floor says {theirs} of {their_whole}"
                )
        found[kpi] = len(rows)
    said.execute("detach built")
    return found
