"""What a person reads: one alert, one all-clear, one morning digest; as plain text and as HTML, the same words."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from checks.alerts.meaning import Meaning
from checks.alerts.rules import Incident

AGAIN = "This may have reached you before: the last sending was cut short, and nobody can know."
HOW_TO_TAKE = 'python -m checks incidents take {} --by "Job title" --note "what you do"'


@dataclass(frozen=True)
class Message:
    """One message; `parts` are a heading (or "") and labelled lines."""

    subject: str
    parts: Sequence[tuple[str, Sequence[tuple[str, str]]]]

    @property
    def text(self) -> str:
        """Return it as plain text."""
        said = []
        for heading, lines in self.parts:
            said.append(
                "\n".join([*([heading, "-" * len(heading)] if heading else []), *(_plain(*each) for each in lines)])
            )
        return "\n\n".join(said) + "\n"

    @property
    def html(self) -> str:
        """Return it as HTML, every word escaped, addresses as links."""
        said = []
        for heading, lines in self.parts:
            rows = "".join(
                f"<p>{f'<strong>{html.escape(label)}:</strong> ' if label else ''}{_linked(words)}</p>"
                for label, words in lines
            )
            said.append(f"<h2>{html.escape(heading)}</h2>{rows}" if heading else rows)
        return f'<div lang="en-GB">{"<hr>".join(said)}</div>'


def alert(incident: Incident, meaning: Meaning, lead_in: str = "", *, is_again: bool = False) -> Message:
    """Return the message that one incident has begun, has become worse or still lasts (`lead_in` says which)."""
    lead = [("", AGAIN)] if is_again else []
    return Message(f"[{incident.severity}] {lead_in}{incident.title}", [("", lead + lines_of(incident, meaning))])


def all_clear(incident: Incident, meaning: Meaning, *, is_again: bool = False) -> Message:
    """Return the message that one incident is over."""
    lead = [("", AGAIN)] if is_again else []
    return Message(f"[all clear] {incident.title}", [("", lead + lines_over(incident, meaning))])


def digest(
    opened: Sequence[Incident], over: Sequence[Incident], meaning: Meaning, now: datetime, *, is_again: bool = False
) -> Message:
    """Return the morning's one message of warnings: what is new or nearer, and what is over."""
    parts: list[tuple[str, Sequence[tuple[str, str]]]] = [("", [("", AGAIN)])] if is_again else []
    parts += [(each.title, lines_of(each, meaning)) for each in opened]
    parts += [(f"All clear: {each.title}", lines_over(each, meaning)) for each in over]
    said = [_counted(len(opened), "warning")] * bool(opened) + [_counted(len(over), "all-clear")] * bool(over)
    return Message(f"[digest] {' and '.join(said)}, {now:%-d %B %Y}", parts)


def lines_of(incident: Incident, meaning: Meaning) -> list[tuple[str, str]]:
    """Return an open incident line by line."""
    said = [
        ("Platform and account", _who(incident, meaning)),
        ("Cause", incident.cause),
        ("Since", moment(incident.since)),
        ("What it means", incident.means),
        ("Figures affected", incident.affected),
        ("Next step", incident.next_step),
        ("Who looks", incident.owner),
        ("Read on", incident.link),
        *([("Trust page", trust)] if (trust := meaning.trust(incident)) else []),
        ("Incident", f"{incident.incident_id}; if you take it: {HOW_TO_TAKE.format(incident.incident_id)}"),
    ]
    if incident.earlier:
        said.append(("Before this", f"incident {incident.earlier} had the same cause, or has become this one"))
    return said


def lines_over(incident: Incident, meaning: Meaning) -> list[tuple[str, str]]:
    """Return an incident that is over line by line."""
    return [
        ("Platform and account", _who(incident, meaning)),
        ("It was", incident.cause),
        ("Since", moment(incident.since)),
        ("Over", f"{moment(incident.closed_at or incident.last_seen)}. {incident.closed_by}"),
        ("Next step", "None: the figures come back with the next build."),
        ("Read on", incident.link),
        *([("Trust page", trust)] if (trust := meaning.trust(incident)) else []),
        ("Incident", incident.incident_id),
    ]


def moment(iso: str) -> str:
    """Return a moment as people write it."""
    return f"{datetime.fromisoformat(iso):%-d %B %Y, %H:%M} UTC"


def _who(incident: Incident, meaning: Meaning) -> str:
    number = f" ({incident.account_id})" if incident.account_id else ""
    body = meaning.organisation(incident)
    return f"{incident.title.partition(': ')[0]}{number}{f', {body}' if body else ''}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _plain(label: str, words: str) -> str:
    return f"{label}: {words}" if label else words


def _linked(words: str) -> str:
    said = html.escape(words)
    return f'<a href="{said}">{said}</a>' if words.startswith(("http://", "https://")) else said
