"""Page 3: how often each of the 21 purposes is used, whether people get an answer, the communities, and what is heard."""

from __future__ import annotations

from dashboards import reads, reads_communities, reads_pack, wording, wording_pack
from dashboards.pack import kept, measures
from dashboards.pack.parts import Bullets, Columns, Heading, Page, Part, Row, Table, Text
from dashboards.pack.subject import Subject

PURPOSES = {"mode": "Way", "name": "Purpose", "acts": "Acts or things heard", "now": "How often", "planned": "Planned",
            "gap": "Against plan"}  # fmt: skip
COMMUNITIES = {
    "name": "Community, kind, our part",
    "CM-REACH": "Reach into it",
    "CM-RECIP": "Two-way ties",
    "CM-RETURN": "Returning",
}
LOOPS = "Examples of loops closed: not recorded. The listening log keeps nobody's consent to be quoted."


def page(subject: Subject) -> Page:
    """Return page 3."""
    parts: list[Part] = [
        *kept.parts(subject, "The 21 purposes", lambda of: [_purposes(of), Text(wording.SCALE, "quiet")]),
        *kept.parts(subject, "Answering, and the mix of what we do", _measures),
        *kept.parts(subject, "Communities", _communities),
        Heading("Themes heard"),
        Bullets(_themes(subject)),
        *kept.parts(subject, "How far two people agreed", _agreed),
    ]
    return Page("3. Listening, answering, communities", tuple(parts))


def annex(subject: Subject) -> Page:
    """Return annex E: what the owners of measures wrote about the month, under the measures' names."""
    return Page("E. What the owners of measures say", kept.parts(subject, "What was written", _written))


def _measures(subject: Subject) -> list[Part]:
    kpis = [*measures.families(subject, "responsiveness"), *measures.families(subject, "mode mix")]
    drawn = (measures.chart(subject, kpi, subject.whole, 70) for kpi in ("RS-ANSWERED", "MM-COMM"))
    return [*measures.table(subject, kpis, "Answering, and the mix of what we do"), Columns(tuple(drawn))]


def _agreed(subject: Subject) -> list[Part]:
    agreed = reads.label_agreement(subject.board, subject.id, subject.month)
    return [Text(" ".join([LOOPS, *agreed]), "quiet")]


def _written(subject: Subject) -> list[Part]:
    names = {figure["kpi_id"]: figure["name"] for figure in subject.figures}
    told = tuple(
        f"{names[row['kpi_id']]}: {wording_pack.in_one(row['narrative'])} Learned: {wording.sentence(row['learned'])} ({row['written_by']})"
        for row in reads_pack.commentary(subject.board, subject.id, subject.month)
        if row["kpi_id"] in names
    )
    nothing = Text("Nobody wrote about a single measure of this month.")
    return [Bullets(told) if told else nothing]


def _purposes(subject: Subject) -> Table:
    rows: list[Row] = []
    for mode, (name, _) in wording.MODES.items():
        for row in reads.purposes(subject.board, subject.id, subject.month, mode):
            told = wording.purpose(row)
            rows.append({
                "mode": name.partition(":")[0],
                "name": told["name"],
                "acts": told["acts"] or ("Fewer than 10" if subject.is_public and told["now"] else "Not known"),
                "now": wording.capital(told["now"]) or wording.sentence(told["reason"]) or "Not known",
                "planned": wording.capital(told["planned"]) or "No plan",
                "gap": wording.capital(told["gap"]) or ("Not known" if told["planned"] else "No plan"),
            })  # fmt: skip
    caption = f"The 21 purposes in the three months to {wording.month(subject.month)}"
    return Table(caption, PURPOSES, tuple(rows), (1.3, 3.2, 1.7, 1.5, 1.5, 1.6), ("acts",), head="name")


def _communities(subject: Subject) -> list[Part]:
    register = reads_communities.communities(subject.board, subject.id, subject.month)
    if not register:
        return [Text("No community is on the register for this month.")]
    rows: list[Row] = []
    for about in register:
        told = wording.community(about)
        measured = {
            kpi: _of_community(subject, kpi, about["community_id"]) for kpi in ("CM-REACH", "CM-RECIP", "CM-RETURN")
        }
        rows.append({"name": f"{told['name']}: {told['kind'].lower()}, {told['role'].lower()}", **measured})
    return [
        Table(
            "Communities; figures of fewer than ten people are withheld", COMMUNITIES, tuple(rows), (2.3, 3, 2.8, 2.8)
        )
    ]


def _of_community(subject: Subject, kpi: str, community: str) -> str:
    """The figure in words; where there is none its state, for why stands in annex B under the same number."""
    figure = subject.figure(kpi, ("community", community))
    if figure is None:
        return "No figure"
    ref = subject.ref(kpi, ("community", community))
    told = figure["words"].rstrip(".") if figure["state"] == "measured" else wording.headline(figure, figure["unit"])
    return f"{told} [{ref}]"


def _themes(subject: Subject) -> tuple[str, ...]:
    whole = subject.figure("TR-CONCERN", subject.whole)
    themes = [
        figure for figure in subject.figures if (figure["kpi_id"], figure["slice_kind"]) == ("TR-CONCERN", "theme")
    ]
    lines = (
        [f"Concerns [{subject.ref('TR-CONCERN', subject.whole)}]: {wording.sentence(whole['words'])}"] if whole else []
    )
    if themes:
        told = [
            f"{wording.readable(str(each['slice']))} {wording.headline(each, each['unit']).lower()} [{subject.ref(each['kpi_id'], (each['slice_kind'], each['slice']))}]"
            for each in sorted(themes, key=lambda each: -(each["value"] or 0))
        ]
        lines.append(f"By theme, of all mentions coded: {', '.join(told)}.")
    return tuple(lines) or ("No mention was coded for themes in this month.",)
