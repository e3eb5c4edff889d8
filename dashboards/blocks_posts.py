"""A post of ours on a page: its words with people taken out, its evidence, and its counts beside its platform's own."""

from __future__ import annotations

import html
from datetime import date
from typing import Any

import streamlit as st

from dashboards import blocks, links, reads, reads_posts, redaction, wording, wording_posts


def listed(row: dict[str, Any], known: str) -> dict[str, Any]:
    """Return a post as a row of a table: when, where, what it said, and a link to it."""
    return {
        "when": wording.day(row["published_at"]),
        "platform": wording.said(wording.PLATFORMS, row["platform"]),
        "text": redaction.redacted(row["text"], known) or "No words are kept",
        "link": original(row),
    }


def original(row: dict[str, Any]) -> blocks.Ready | str:
    """Return the link to a post where it was published; nothing where the source gives none that a browser may follow."""
    address = str(row["permalink"] or "")
    if not address.startswith("https://"):
        return ""
    label = f"The post of {wording.day(row['published_at'])} on {wording.said(wording.PLATFORMS, row['platform'])}"
    return blocks.Ready(links.html_of(address, "Where it was published", label))


def dated(row: dict[str, Any]) -> blocks.Ready | str:
    """Return a link to a post that reads as its day and platform; the same as words where there is no address to follow."""
    label = f"{wording.short_day(row['published_at'])}, {wording.said(wording.PLATFORMS, row['platform'])}"
    address = str(row["permalink"] or "")
    return (
        blocks.Ready(links.html_of(address, label))
        if address.startswith("https://")
        else blocks.Ready(html.escape(label))
    )


def pinned(
    row: dict[str, Any],
    label: str,
    medians: dict[tuple[str, str], dict[str, Any]],
    known: str,
    organisation: str,
    month: date,
) -> None:
    """Write one example: good or poor, where and when, its words, what says so, its counts, and an address of its own."""
    words = redaction.redacted(row["text"], known) or "No words are kept."
    here = links.to("posts", organisation, month, post=wording_posts.address(row))
    lines = "".join(f'<p class="quiet">{html.escape(line)}</p>' for line in wording_posts.beside(row, medians))
    where = " · ".join(each for each in (original(row), links.html_of(here, "Pin this post in the address")) if each)
    evidence = html.escape(wording.sentence(row["evidence"]) or "It is an example of none of the practices below.")
    st.html(
        f'<div class="los"><div class="example"><p class="slice">{html.escape(label)}</p>'
        f'<p class="quiet">{html.escape(wording_posts.about(row))}</p>'
        f'<blockquote>{html.escape(words)}</blockquote><p>{evidence}</p>{lines}<p class="quiet">{where}</p></div></div>'
    )


@blocks.kept
def practice(board: reads.Board, organisation: str, month: date, practice: str, known: str) -> None:
    """Write one practice: why it matters, and its examples of the month; `known` are words that are no person's name."""
    name, why = wording_posts.PRACTICES.get(practice, (practice, ""))
    medians = reads_posts.medians(board, organisation, month)
    blocks.heading(name, practice.replace("_", "-"))
    blocks.say(why, "quiet")
    for example in reads_posts.examples(board, organisation, month, practice):
        label = wording_posts.FINDINGS[example["finding"]]
        pinned(example, label, medians, known, organisation, month)
