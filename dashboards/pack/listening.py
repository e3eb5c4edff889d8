"""Page 3: how often each of the 21 purposes is used, whether people get an answer, the communities, and what is heard."""

from __future__ import annotations

from dashboards import reads, reads_pack, wording
from dashboards.pack import measures
from dashboards.pack.parts import Bullets, Columns, Heading, Page, Part, Row, Table, Text
from dashboards.pack.subject import Subject

PURPOSES = {"name": "Purpose", "acts": "Acts", "now": "How often", "planned": "Planned", "gap": "Against plan"}
COMMUNITIES = {"name": "Community", "role": "Our part", "CM-REACH": "Reach into it", "CM-RECIP": "Two-way ties", "CM-RETURN": "Returning"}
LOOPS = "Examples of loops closed: not recorded. The listening log keeps nobody's consent to be quoted."


def page(subject: Subject) -> Page:
    """Return page 3."""
    answered = measures.families(subject, "responsiveness")
    parts: list[Part] = [
        Columns(tuple((_purposes(subject, mode),) for mode in ("B", "L", "C")), (1, 1, 1)),
        Text(wording.SCALE, "quiet"),
        measures.table(subject, [*answered, *measures.families(subject, "mode mix")], "Answering, and the mix of what we do"),
        Columns((measures.chart(subject, "RS-ANSWERED", subject.whole, 90), measures.chart(subject, "MM-COMM", subject.whole, 90))),
        *_communities(subject),
        Heading("Themes heard"),
        Bullets(_themes(subject)),
        Text(" ".join([LOOPS, *reads.label_agreement(subject.board, subject.id, subject.month)]), "quiet"),
        *comments(subject, answered + measures.families(subject, "mode mix", "community", "trust")),
    ]
    return Page("3. Listening, answering, communities", tuple(parts))


def comments(subject: Subject, kpis: list[str]) -> list[Part]:
    """Return what was written about the measures of a page, under their names."""
    names = {figure["kpi_id"]: figure["name"] for figure in subject.figures}
    told = tuple(
        f"{names[row['kpi_id']]}: {wording.sentence(row['narrative'])} Learned: {wording.sentence(row['learned'])} ({row['written_by']})"
        for row in reads_pack.commentary(subject.board, subject.id, subject.month)
        if row["kpi_id"] in kpis and row["kpi_id"] in names
    )
    return [Heading("What their owners say"), Bullets(told)] if told else []


def _purposes(subject: Subject, mode: str) -> Table:
    name = wording.MODES[mode][0].partition(":")[0]
    rows: list[Row] = []
    for row in reads.purposes(subject.board, subject.id, subject.month, mode):
        told = wording.purpose(row)
        nothing = wording.sentence(told["reason"]) or "Not known"
        rows.append({**told, "acts": told["acts"] or "Not shown", "now": told["now"] or nothing, "planned": told["planned"] or "No plan",
                     "gap": told["gap"] or ("No plan" if not told["planned"] else "Not known")})  # fmt: skip
    return Table(f"{name}: three months to now", PURPOSES, tuple(rows), (2.3, 0.9, 1.3, 1.3, 1.3), ("acts",))


def _communities(subject: Subject) -> list[Part]:
    register = {row["name"]: row for row in reads.communities(subject.board, subject.id, subject.month)}
    if not register:
        return [Text("No community is on the register for this month.")]
    rows: list[Row] = []
    for figures in reads.community_figures(subject.board, subject.id, subject.month):
        about = register.get(figures["name"])
        told = wording.community(about) if about else {"name": figures["name"], "kind": "", "role": "Not recorded"}
        measured = {kpi: wording.sentence(figures[kpi]) or "No figure" for kpi in ("CM-REACH", "CM-RECIP", "CM-RETURN")}
        rows.append({"name": f"{told['name']} ({told['kind'].lower()})", "role": told["role"], **measured})
    return [Table("Communities; figures of fewer than ten people are withheld", COMMUNITIES, tuple(rows), (1.7, 0.9, 3, 3, 3))]


def _themes(subject: Subject) -> tuple[str, ...]:
    whole = subject.figure("TR-CONCERN", subject.whole)
    themes = [figure for figure in subject.figures if (figure["kpi_id"], figure["slice_kind"]) == ("TR-CONCERN", "theme")]
    lines = [f"Concerns [{subject.ref('TR-CONCERN', subject.whole)}]: {wording.sentence(whole['words'])}"] if whole else []
    if themes:
        told = [
            f"{wording.readable(str(each['slice']))} {wording.headline(each, each['unit']).lower()} [{subject.ref(each['kpi_id'], (each['slice_kind'], each['slice']))}]"
            for each in sorted(themes, key=lambda each: -(each["value"] or 0))
        ]
        lines.append(f"By theme, of all mentions coded: {', '.join(told)}.")
    return tuple(lines) or ("No mention was coded for themes in this month.",)
