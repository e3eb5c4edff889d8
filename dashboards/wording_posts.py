"""How practice in posts is said: what it is, why it matters, what the evidence is. Never who wrote it, never a league."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboards import reads_posts, wording

PRACTICES = {  # practice -> its name, and why it matters
    "alt_text": ("A picture is described in words", "Without a text alternative a picture says nothing to somebody who cannot see it."),
    "hashtags": ("Hashtags begin each word with a capital", "A screen reader reads #FluClinics as two words and #fluclinics as none."),
    "asks": ("A post asks people something", "A question begins a conversation; a notice ends one. Not every post has to ask."),
    "answers": ("A reply answers the person", "An answer made for one person is of use; the same words three times in a week are a template."),
    "closes_loop": ("We say what came of it", "People who raised something are told what changed, or why not."),
    "duty": ("Civic duty", "Emergencies, mourning and statutory notices have to be said: they are counted and not judged."),
}  # fmt: skip
COUNTED = {"name": "Practice", "good": "Good examples", "poor": "Poor examples", "unknown": "Not known"}
FINDINGS = {"good": "Good practice", "poor": "Poor practice"}
COUNTS = {"views": "views", "reach": "people reached", "comments": "comments", "shares": "shares", "saves": "saves"}
HOW_CHOSEN = (
    "The examples are the newest of the month, one good and one poor of each practice; how many people saw them plays no part."
    " Names, addresses and telephone numbers are taken out of the words; who in the organisation wrote a post is not recorded."
)
HOW_COMPARED = (
    "Counts stand beside those of our own posts of 12 months on the same platform, and of no other. More is not better: a"
    " notice few needed to read did its work."
)
NOT_FOUND = "The post this address names is not one of ours, or is no longer kept."


def answer(found: list[dict[str, Any]], month: date) -> str:
    """Return what the month's posts show of the practices where good and poor can be told apart."""
    told = [
        f"{PRACTICES[row['practice']][0].lower()}: {wording.number(row['good'])} good, {wording.number(row['poor'])} poor"
        + (f", {wording.number(row['unknown'])} not known" if row["unknown"] else "")
        for row in found
        if row["practice"] in ("alt_text", "hashtags", "answers")
    ]
    if not told:
        return f"No post of {wording.month(month)} shows good or poor practice that can be told from here."
    return f"In {wording.month(month)}, {'; '.join(told)}."


def counted(row: dict[str, Any]) -> dict[str, str]:
    """Return a practice's counts as a row of words; a practice that only has good examples has no poor ones to count."""
    only_good = row["practice"] in ("asks", "closes_loop")
    is_duty = row["practice"] == "duty"
    return {
        "name": PRACTICES.get(row["practice"], (wording.said({}, row["practice"]), ""))[0],
        "good": f"{wording.number(row['duty'])}, not judged" if is_duty else wording.number(row["good"]),
        "poor": "" if only_good or is_duty else wording.number(row["poor"]),
        "unknown": wording.number(row["unknown"]) if row["unknown"] else "",
    }


def about(row: dict[str, Any]) -> str:
    """Return where and when a post was published and what it was for: 'Facebook, 3 October 2026, original: News'."""
    purpose = f", for {row['purpose_id']} {row['purpose']}" if row["purpose"] else ", for no purpose that can be told"
    kind = {"original": "a post of its own"}.get(row["kind"], f"a {row['kind']}")
    return f"{wording.said(wording.PLATFORMS, row['platform'])}, {wording.day(row['published_at'])}: {kind}{purpose}."


def beside(row: dict[str, Any], medians: dict[tuple[str, str], dict[str, Any]]) -> list[str]:
    """Return a post's counts beside its platform's own medians: a line of numbers, and a line a reason for none."""
    said, reasons = [], []
    for metric in reads_posts.METRICS:
        count, median = row[metric], medians.get((row["platform"], metric))
        if wording.is_unknown(count):
            said.append(f"{COUNTS[metric]}: not stated")
            continue
        told = f"{COUNTS[metric]}: {wording.number(count)}"
        if row["kind"] == "original" and median and not wording.is_unknown(median["median"]):
            told += f" (half of ours there: {wording.number(median['median'])} or more)"
        elif row["kind"] == "original" and median and median["reason"]:
            reasons.append(wording.sentence(median["reason"]))
        said.append(told)
    return [wording.capital("; ".join(said)) + ".", *(f"Not compared: {each}" for each in dict.fromkeys(reasons))]


def address(row: dict[str, Any]) -> str:
    """Return how an address names a post."""
    return f"{row['platform']}:{row['account_id']}:{row['post_id']}"
