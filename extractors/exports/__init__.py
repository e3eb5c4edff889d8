"""The platforms' own export files, one module a family. The folder is the registry.

A family says PLATFORM, KIND, TITLE (what it is called), LIMITS (what it cannot say), NO_INTERACTIONS and NO_SERIES
(why not; None: it can), and has the four functions of `Family`. One whose files hold several accounts also has
`divide(file) -> {account: file}`, a file of its own for each account of `facts`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, cast

from extractors.cells import File, NotAnExport, header_row
from extractors.privacy import Door
from extractors.records import Interaction, Post, Reading


@dataclass(frozen=True)
class Dropped:
    """One row of the file that was left out; equal reasons are counted."""

    reason: str


@dataclass(frozen=True)
class Remark:
    """Something about one row that a person should know; equal sentences are counted."""

    sentence: str


Said = Post | Interaction | Reading | Dropped | Remark


@dataclass(frozen=True)
class Facts:
    """What a file says of itself. The period is [since, until), None when it holds nothing."""

    accounts: tuple[str, ...]  # as the file names them: an id, a handle or a slug
    how: str
    since: date | None
    until: date | None
    seen_at: datetime | None  # when the counts were true, if the file says; None: when it was received
    vintage: str
    rows: int  # data rows, dropped ones too
    not_loaded: tuple[str, ...] = ()  # columns
    problems: tuple[str, ...] = ()
    called: str | None = None  # the channel's display name, where the file gives no id: it may be the register's
    must_be_told: bool = False  # the account: the file would look the same of any
    incomplete: str | None = None  # why its days are not wholly covered
    lacks: Mapping[str, str] = field(default_factory=dict)  # posts | interactions | series: why this file has none


class Family(Protocol):
    """One module of this folder."""

    __name__: str
    PLATFORM: str
    KIND: str
    TITLE: str
    LIMITS: tuple[str, ...]
    NO_INTERACTIONS: str | None
    NO_SERIES: str | None

    def recognise(self, file: File) -> bool:
        """Tell whether the file is of this family: by content, never by name or extension."""

    def facts(self, file: File) -> Facts:
        """Return what the file says of itself."""

    def screen(self, file: File, door: Door) -> File:
        """Return the file without personal data: the only form that is kept."""

    def parse(self, file: File, account_id: str, observed_at: datetime) -> Iterator[Said]:
        """Yield what the file says, a post before its counts. Pure: no clock, no disk."""


ANALYTICS = "a Google Analytics export: write its months into the register of web visits (docs/registers/web.csv)"
# Look-alikes: headers (or sheet names) that name a file we do not take. native-exports.md, sections 2.6, 3.2, 5.
LOOK_ALIKES: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"post id", "account id", "publish time"}), "an Instagram export: choose the Facebook page instead"),
    (frozenset({"account id", "account username"}), "an Instagram export: choose the Facebook page instead"),
    (frozenset({"sticker taps"}), "a Meta story export: export Content"),
    (frozenset({"story id", "page id"}), "a Meta story export: export Content"),
    (frozenset({"reporting starts", "reporting ends"}), "a Meta ads export: export the page's Content"),
    (frozenset({"ad set name", "ad name"}), "a Meta ads export: export the page's Content"),
    (frozenset({"video asset id"}), "a Meta video asset export: export Content, not videos"),
    *((frozenset({table}), "a Meta audience export, shares of people and no counts: export Content")
      for table in ("age & gender", "top cities", "top towns/cities", "top countries")),
    (frozenset({"page", "total followers"}), "a LinkedIn competitor export: export the page's own Content"),
    (frozenset({"discovery", "engagement"}), "a LinkedIn personal profile export: export the page's Content"),
    (frozenset({"page path"}), ANALYTICS),
    (frozenset({"page path and screen class"}), ANALYTICS),
    *((frozenset({header}), "a YouTube Studio export by another dimension: choose Content in Advanced mode")
      for header in ("cities", "geography", "viewer age", "viewer gender", "subscription status", "traffic source",
                     "device type", "operating system", "playlist title", "subtitles and cc", "content type")),
    (frozenset({"date", "content", "video title"}), "a YouTube Studio Chart data.csv, of the videos plotted only: "
     "give the zip, or its Table data.csv"),
    *((frozenset({metric}), "a YouTube Studio export by another dimension: choose Content in Advanced mode")
      for metric in ("watch time (hours)", "average view duration", "engaged views")),
)  # fmt: skip


def families() -> list[Family]:
    """Return every family in the folder, in name order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [cast(Family, importlib.import_module(f"{__name__}.{name}")) for name in names]


def divided(family: Family, file: File, accounts: tuple[str, ...]) -> dict[str, File] | None:
    """Return a file of its own for each account the file names; None if the family's files are of one account."""
    divide: Callable[[File], dict[str, File]] | None = getattr(family, "divide", None)
    if divide is None:
        return None
    parts = divide(file)
    return {account: parts[account] for account in accounts}


def family_of(file: File) -> Family:
    """Return the one family that recognises the file. Raises NotAnExport with what was expected and how to mend."""
    known = families()
    for family in known:
        if family.recognise(file):
            return family
    if (what := _look_alike(file)) is not None:
        raise NotAnExport(f"{file.name}: {what}; nothing was loaded")
    expected = ", ".join(family.TITLE for family in known)
    raise NotAnExport(
        f"{file.name}: no export taken here ({expected}) and no register (docs/registers); download an export with the "
        "platform set to English, or fill in a register's template"
    )


def _look_alike(file: File) -> str | None:
    """Return what a file nobody takes is instead, None if it is nothing known."""
    tables = [[list(file.sheets)], *file.sheets.values()]
    if any(rows and rows[0][0].startswith("# ---") for rows in file.sheets.values()):  # above its own remarks
        return ANALYTICS
    for required, what in LOOK_ALIKES:
        if any(header_row(rows, required) is not None for rows in tables):
            return what
    if file.name.startswith("video_overview_analytics"):  # told by its name: what its columns are is not known
        return "an X video overview: export Content, not Videos"
    return None
