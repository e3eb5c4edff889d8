"""Does the strategy a trust wrote down hold together? Asked of the seeds before a build, and by `make strategy-check`."""

from __future__ import annotations

from checks.strategy.lines import COLUMNS, SEEDS
from checks.strategy.rules import RULES, broken, contradictions

__all__ = ["COLUMNS", "RULES", "SEEDS", "broken", "contradictions"]
