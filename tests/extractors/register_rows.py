"""A good row of every register, and files made of them. Everything in them is made up."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from extractors.registers import registers, template

GOOD: dict[str, dict[str, str]] = {
    "listening_log": {"item_id": "L-1", "opened_on": "2026-10-03", "purpose_id": "L1", "platform": "X", "theme": "Parking",
                      "items": "3", "decision": "Answer", "decided_on": "2026-10-04", "has_response": "yes"},
    "hours": {"month": "2026-10", "role": "Social media officer", "objective_id": "SO1", "hours": "37.5", "basis": "estimate"},
    "spend": {"month": "2026-10", "kind": "tools", "pounds": "1,200.50"},
    "capacity": {"month": "2026-10", "hours_available": "75", "hours_needed": "90", "is_staffed": "no", "has_deputy": "yes"},
    "key_activities": {"activity_id": "A-1", "name": "Annual plan", "due_on": "2027-03-31", "listened_on": "2026-09-01"},
    "campaigns": {"campaign_id": "lung-2026", "name": "Lung checks", "starts_on": "2026-09-01", "ends_on": "2026-12-31"},
    "events": {"event_id": "E-1", "name": "Nurses on strike", "kind": "strike", "starts_on": "2026-09-01", "ends_on": "2026-09-03"},
    "web": {"month": "2026-10", "utm_campaign": "lung-2026", "platform": "facebook", "page": "/lung-checks",
            "is_service_page": "yes", "visits": "812", "actions": "40", "actions_with_postcode": "31", "actions_core20": "12"},
    "heard": {"month": "2026-10", "asked_in": "Lung clinic", "invited": "200", "answered": "120", "named_social": "14"},
    "outcome_values": {"series_id": "LUNG", "month": "2026-09", "value": "-1.5", "as_at": "2026-11-12",
                       "status": "provisional"},
    "comparisons": {"comparison_id": "C-1", "objective_id": "SO1", "series_id": "LUNG", "design": "matched group",
                    "planned_on": "2026-08-01", "starts_on": "2026-12-01", "ends_on": "2027-02-28", "place": "Two towns",
                    "low": "-0.5", "high": "2"},
    "communities": {"community_id": "lung", "name": "Lung nurses", "seed_kind": "interest", "origin": "pre-existing",
                    "platforms": "X; LinkedIn", "hashtags": "#LungNurses; wecare", "keyword_precision": "0.82",
                    "our_role": "participant", "valid_from": "2026-01-01"},
    "community_acts": {"community_id": "lung", "platform": "X", "item_id": "1846000000000000001", "said_on": "2026-10-05",
                       "author": "555000111", "answers_author": "555000222", "is_to_us": "no"},
    "kpi_reviews": {"kpi_id": "RS-ANSWERED", "reviewed_on": "2026-11-02", "finding": "Weekends are slow"},
    "actions": {"action_id": "1", "decided_on": "2026-11-02", "action": "Staff the weekend", "owner": "Head of Communications",
                "due_on": "2027-01-31"},
    "commentary": {"month": "2026-10", "narrative": "A quiet month.", "learned": "Ask earlier.", "written_by": "Head of Communications"},
    "audience": {"month": "2026-10", "platform": "facebook", "report": "paid", "band": "65+", "people_reached": "4100"},
    "access_audit": {"platform": "x", "post_id": "1846000000000000002", "audited_on": "2026-10-31", "has_alt_text": "yes",
                     "reading_age": "11"},
    "coded_mentions": {"platform": "x", "item_id": "1846000000000000003", "said_on": "2026-10-06", "coded_by": "first",
                       "is_concern": "yes", "theme": "access"},
    "labels": {"platform": "x", "post_id": "1846000000000000002", "labeller": "first", "purpose_id": "B1",
               "labelled_on": "2026-10-31"},
}  # fmt: skip


def good(register: str, **other: str) -> dict[str, str]:
    """Return a good row of a register, some cells changed."""
    return GOOD[register] | other


def register_file(path: Path, register: str, *rows: dict[str, str], covered_to: str = "") -> Path:
    """Write a register's template with these rows filled in."""
    text = io.StringIO()
    csv.DictWriter(text, registers()[register].names, lineterminator="\n").writerows(rows)
    blank = template(registers()[register]).replace("# covered_to:", f"# covered_to: {covered_to}")
    path.write_text(blank + text.getvalue(), encoding="utf-8")
    return path


def first_line(register: str) -> int:
    """Return the line of the first row under a template."""
    return template(registers()[register]).count("\n") + 1
