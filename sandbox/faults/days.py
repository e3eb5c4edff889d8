"""Daily numbers that are not what they will be, or are no longer what they were; and metrics that die.

What is restated or dead is so in /truth too, from the moment it was first told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from sandbox.faults.asked import Call, Fault
from sandbox.faults.listings import Body

PACIFIC = ZoneInfo("America/Los_Angeles")
UNSETTLED_DAYS, UNSETTLED_SHARE, RESTATED_SHARE = 2, 0.6, 0.93
LATEST_RESTATED = 9  # days before the newest one, when no day is stated
STANDS = ("page_follows",)  # a level and no flow: it is not counted up
OF_A_DAY = ("totalShareStatistics", "followerGains")
Cell = tuple[date, str, Any, Callable[[Any], None]]  # the day, the metric, its value, and how to write another


def unsettled(body: Body, call: Call) -> Body | None:
    """The newest days with less in them; None when the answer has no days."""
    days = sorted({day for day, *_ in _cells(body, call)})[-UNSETTLED_DAYS:]
    is_changed = False
    for day, _, value, write in list(_cells(body, call)):
        if day in days and int(value * UNSETTLED_SHARE) != value:
            write(int(value * UNSETTLED_SHARE))
            is_changed = True
    return body if is_changed else None


def restate(fault: Fault, body: Body, call: Call) -> bool:
    """Change one past day's numbers in an answer; say whether it holds that day. The day is picked at the first answer."""
    found = [cell for cell in _cells(body, call) if restated(cell[2]) != cell[2]]
    days = sorted({day for day, *_ in found})
    if not fault.day and len(days) > LATEST_RESTATED:
        fault.day = str(days[-1 - LATEST_RESTATED])
    cells = [cell for cell in found if str(cell[0]) == fault.day]
    for _, name, value, write in cells:
        fault.fields.add(name)
        write(restated(value))
    return bool(cells)


def restated(value: Any) -> Any:
    """What a restated number becomes."""
    return int(value * RESTATED_SHARE)


def names_metric(fault: Fault, call: Call) -> bool:
    """Whether a call asks Facebook for this metric by name."""
    return re.search(rf"\b{re.escape(fault.metric)}\b", unquote(call.query)) is not None


def without_metric(fault: Fault, body: Body, call: Call) -> Body | None:
    """The answer without a metric that died on a date: of days, only from then on; None when it did not hold it."""
    changed = (
        _columns_blanked(fault, body)
        if "columnHeaders" in body
        else _keys_dropped(fault, body, date.fromisoformat(fault.starts))
    )
    return body if changed else None


def amend(
    faults: Iterable[Fault], rows: dict[str, list[dict[str, Any]]], account: str
) -> dict[str, list[dict[str, Any]]]:
    """What /truth says once days were restated and metrics died."""
    for fault in faults:
        if fault.account in (None, account):
            told = _restated_row if fault.kind == "restated_day" else _row_of_dead
            rows["readings"] = [one for row in rows["readings"] if (one := told(fault, row)) is not None]
    return rows


def _restated_row(fault: Fault, row: dict[str, Any]) -> dict[str, Any]:
    is_it = row["period"] == "day" and row["period_start"] == fault.day and row["field"] in fault.fields
    return row | {"value": restated(row["value"])} if is_it and row["value"] is not None else row


def _row_of_dead(fault: Fault, row: dict[str, Any]) -> dict[str, Any] | None:
    if row["field"] != fault.metric:
        return row
    if fault.platform == "facebook" and row["subject_kind"] == "account":
        return None  # no answer, so no days and no countries to file a blank under
    if fault.platform == "facebook":
        return row | {"value": None}  # refused for this post too: asked, and not said
    is_alive = row["period"] == "day" and row["period_start"] < fault.starts
    return row if is_alive else row | {"value": None}


def _cells(body: Body, call: Call) -> Iterator[Cell]:
    """Every number of a daily answer."""
    if call.platform == "facebook":
        for metric in body.get("data", []):
            for said in metric.get("values", []):
                if metric["name"] not in STANDS and isinstance(said["value"], int):
                    ended = datetime.strptime(said["end_time"], "%Y-%m-%dT%H:%M:%S%z").astimezone(PACIFIC)
                    yield ended.date() - timedelta(days=1), metric["name"], said["value"], _writer(said, "value")
    elif call.platform == "youtube":
        names = [column["name"] for column in body.get("columnHeaders", [])]
        for row in body.get("rows", []):
            for number, name in enumerate(names):
                if name != "day" and isinstance(row[number], int):
                    yield date.fromisoformat(row[0]), name, row[number], _writer(row, number)
    else:
        for element in body.get("elements", []):
            day = datetime.fromtimestamp(element["timeRange"]["start"] / 1000, UTC).date()
            for group in OF_A_DAY:
                for name, value in element.get(group, {}).items():
                    if isinstance(value, int):
                        yield day, name, value, _writer(element[group], name)
            views = element.get("totalPageStatistics", {}).get("views", {}).get("allPageViews", {})
            if "pageViews" in views:
                yield day, "allPageViews", views["pageViews"], _writer(views, "pageViews")


def _writer(where: Any, key: Any) -> Callable[[Any], None]:
    def write(value: Any) -> None:
        where[key] = value

    return write


def _columns_blanked(fault: Fault, body: Body) -> bool:
    names = [column["name"] for column in body["columnHeaders"]]
    if fault.metric not in names:
        return False
    number, changed = names.index(fault.metric), False
    for row in body.get("rows", []):
        if names[0] != "day" or row[0] >= fault.starts:
            row[number], changed = None, True
    return changed


def _keys_dropped(fault: Fault, node: Any, died: date) -> bool:
    if isinstance(node, list):
        return any([_keys_dropped(fault, one, died) for one in node])
    if not isinstance(node, dict):
        return False
    span = node.get("timeRange")
    if span and datetime.fromtimestamp(span["start"] / 1000, UTC).date() < died:
        return False
    was_there = node.pop(fault.metric, None) is not None
    return any([was_there, *(_keys_dropped(fault, one, died) for one in node.values())])
