"""Where alerts go: LOS_ALERT_URLS, one Apprise address or several, each for everybody or for one severity or owner.

    mailto://user:pass@mail.example.org?to=data@example.org           everything
    critical=slack://...                                              only what cannot wait
    warning=mailto://...                                              only the morning digest
    critical:Head of Communications=msteams://...                     only what is that owner's and cannot wait
    Head of Communications=mailto://...                               everything that is that owner's

Several in one line are parted by " ; ", or the setting is @ and the name of a file with one a line (# begins a remark).
An address holds a secret: it is never printed, logged or kept; what names it is its place in the list and its kind.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from checks.alerts.meaning import owners
from checks.alerts.messages import Message
from checks.alerts.rules import Incident

SEVERITIES = ("critical", "warning")
ENTRY = re.compile(r"(?:(?P<who>[^=/:]*(?::[^=/]*)?)=)?(?P<address>(?P<kind>[A-Za-z0-9+.-]+)://\S+)")
TALKATIVE = ("apprise", "requests", "urllib3", "urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry")

log = logging.getLogger(__name__)


class BadRoute(ValueError):
    """LOS_ALERT_URLS cannot be used; the words name the place and never the address."""


@dataclass(frozen=True)
class Route:
    """One address and what goes there."""

    number: int  # its place in the setting, from 1
    kind: str  # mailto, slack, json ...: the part before ://
    severity: str  # critical | warning | "": both
    owner: str  # "": everybody's
    address: str = field(repr=False)
    name: str = ""  # what the store calls it: a short hash

    def takes(self, incident: Incident, severity: str) -> bool:
        """Say whether what is so loud, of this incident, goes here."""
        return self.severity in ("", severity) and self.owner in ("", incident.owner)

    def send(self, message: Message) -> bool:
        """Send one message; False when it did not get through. Never raises, and says nothing of the address."""
        with _silence():
            try:
                return self._send(message)
            except Exception as error:  # a plugin's own fault: the line must go on
                log.warning("Route %d (%s) failed: %s.", self.number, self.kind, type(error).__name__)
                return False

    def _send(self, message: Message) -> bool:
        import apprise

        server = _server(self.address)
        if server is None:
            return False
        post = apprise.Apprise(asset=_asset())
        post.add(server)
        # a mail carries both: Apprise puts the plain words beside the HTML
        as_html = self.kind.lower().startswith("mailto") or not _takes_text(server)
        how = apprise.NotifyFormat.HTML if as_html else apprise.NotifyFormat.TEXT
        return bool(post.notify(body=message.html if as_html else message.text, title=message.subject, body_format=how))


def read_routes(
    setting: str, name_of: Callable[[str], str] = lambda address: "", *, is_quick: bool = False
) -> list[Route]:
    """Return the routes of LOS_ALERT_URLS, [] when it is empty. Raises BadRoute: which one, what is wrong, what to do.

    `is_quick`: without asking Apprise of each address, which takes a second to load: for tasks, of which few have news.
    """
    setting = setting.strip()
    if not setting:
        return []
    if setting.startswith("@"):
        entries = list(_of_file(Path(setting[1:])))
    else:
        parts = re.split(r"\s+;\s+|\n", setting)
        entries = [(f"address {number}", part.strip()) for number, part in enumerate(parts, start=1) if part.strip()]
    routes = [_route(number, *each, name_of, is_quick) for number, each in enumerate(entries, start=1)]
    names = [route.address for route in routes]
    if len(set(names)) < len(names):
        raise BadRoute("LOS_ALERT_URLS names one address twice: it would be told everything twice. Leave one out.")
    return routes


def _of_file(path: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadRoute(
            f"LOS_ALERT_URLS names the file {path}, which cannot be read ({type(error).__name__}): mend its name or its rights."
        ) from None
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield f"line {number} of {path.name}", line.strip()


def _route(number: int, where: str, entry: str, name_of: Callable[[str], str], is_quick: bool) -> Route:
    found = ENTRY.fullmatch(entry)
    if not found:
        raise BadRoute(
            f"LOS_ALERT_URLS, {where}: not of the form [severity][:owner]=address with an address like mailto://...; "
            "see docker/.env.example, and part several by ' ; '."
        )
    severity, _, owner = (found["who"] or "").partition(":")
    severity, owner = severity.strip(), owner.strip()
    if severity and severity not in SEVERITIES and not owner:
        severity, owner = "", severity
    if severity not in ("", *SEVERITIES):
        raise BadRoute(f"LOS_ALERT_URLS, {where}: a severity is critical or warning; leave it out for both.")
    if owner and owner not in owners():
        raise BadRoute(
            f"LOS_ALERT_URLS, {where}: nobody owns alerts under that job title. There are {', '.join(owners())}; "
            "checks/alerts/causes.toml says whose is what."
        )
    if not is_quick and _server(found["address"]) is None:
        raise BadRoute(
            f"LOS_ALERT_URLS, {where}: Apprise cannot use this address of the kind {found['kind']}://. "
            "Compare it with Apprise's own page on that service; signs like @ : / in a password are written %40 %3A %2F."
        )
    return Route(number, found["kind"], severity, owner, found["address"], name_of(found["address"]))


def _server(address: str) -> Any:
    import apprise

    with _silence():
        try:
            return apprise.Apprise.instantiate(address, asset=_asset(), suppress_exceptions=True)
        except Exception:  # whatever a plugin makes of it, the address is not shown
            return None


def _asset() -> Any:
    import apprise

    # nothing of ours on its disk, no code of others loaded, and the sender's name is ours
    return apprise.AppriseAsset(
        app_id="Line of Sight", app_desc="Line of Sight", app_url="", storage_mode=apprise.PersistentStoreMode.MEMORY,
        async_mode=False,
    )  # fmt: skip


def _takes_text(server: Any) -> bool:
    import apprise

    formats = server.notify_format
    return apprise.NotifyFormat.TEXT in (formats if isinstance(formats, tuple) else (formats,))


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what the libraries would log, where addresses and their tokens show, from every log."""
    loggers = [logging.getLogger(name) for name in TALKATIVE]
    before = [each.disabled for each in loggers]
    for each in loggers:
        each.disabled = True
    try:
        yield
    finally:
        for each, was in zip(loggers, before, strict=True):
            each.disabled = was
