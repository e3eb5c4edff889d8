"""No text that ends up in a sentence claims a cause. The words are a seed, forbidden_words.csv, which the models read too."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from checks.strategy.kinds import Rule
from checks.strategy.lines import Seeds

SHOWN = {  # the texts that generated sentences quote
    "equity_groups": ("name", "caveat", "why_not_measurable"),
    "objectives": ("name", "outcome"),
    "lines_of_sight": ("audience", "pathway", "contribution_expected", "other_causes"),
    "targets": ("note",),
    "alignment_thresholds": ("words",),
    "account_pauses": ("reason",),
    "kpis": ("name", "definition", "sentence"),
    "purposes": ("name", "definition"),
    "benchmarks": ("name", "note", "words"),
    "outcome_series": ("name", "expected_revision", "traps"),
    "pathways": ("pathway", "explanations_checked", "other_things_acting"),
    "rebases": ("reason", "decided_by"),
    "spc_cells": ("name", "words", "asks"),
}


def plain(text: str) -> str:
    """Return a text as words between single blanks, lower case and without marks, so that nothing hides a word."""
    letters = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return f" {' '.join(re.findall('[a-z]+', letters.casefold()))} "


def _claims_no_cause(seed: str) -> Rule:
    def find(seeds: Seeds) -> Iterator[str]:
        forbidden = [plain(line["words"]) for line in seeds["forbidden_words"]]
        for line in seeds[seed]:
            for column in SHOWN[seed]:
                text = plain(line[column])
                for words in forbidden:
                    if words.strip() and words in text:
                        yield line.says(
                            f"{column} claims a cause ({words.strip()!r})",
                            "say what was seen beside what, not because of what",
                        )

    return Rule(f"{seed} claims no cause", (seed, "forbidden_words"), find)


def _plain_words(seeds: Seeds) -> Iterator[str]:
    for line in seeds["forbidden_words"]:
        if not line["words"] or plain(line["words"]).strip() != line["words"]:
            yield line.says(f"{line['words']!r} is never found", "write lower case letters and single blanks only")


def _some_words(seeds: Seeds) -> Iterator[str]:
    if not seeds["forbidden_words"]:
        yield "forbidden_words.csv line 1: no word is forbidden; restore the list"


PLAIN_WORDS = Rule("forbidden_words.words can be found", ("forbidden_words",), _plain_words)
SOME_WORDS = Rule("forbidden_words has words", ("forbidden_words",), _some_words)
NO_CAUSE_CLAIMED = tuple(_claims_no_cause(seed) for seed in SHOWN)
