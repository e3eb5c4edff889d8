"""Who answers for what a check finds, and who else is told. Job titles, never names: people change, the duty stays."""

from __future__ import annotations

from typing import Any

ENGINEER = "Data engineer"  # what we wrote: extractors, files on the shelf, models
CHANNELS = "Social media manager"  # what happens on a channel, its permissions and its settings
PRIVACY = "Information governance lead"
ANALYST = "Performance analyst"  # what a figure means: definitions, seeds, restated numbers
STRATEGY = "Director of Strategy"  # what the board set itself: objectives, lines of sight, targets
REGISTERS = "Keeper of the register"  # whoever fills in the organisation's own records

SUBSCRIBERS: dict[str, tuple[str, ...]] = {  # who is told beside the owner
    ENGINEER: (ANALYST,),
    CHANNELS: ("Head of Communications", ANALYST),
    PRIVACY: ("Data protection officer", ENGINEER),
    ANALYST: ("Board Secretary",),
    STRATEGY: ("Board Secretary", ANALYST),
    REGISTERS: (ANALYST,),
}


def to(owner: str, next_step: str) -> dict[str, Any]:
    """Return an expectation's `meta`: who answers for it, who else is told, and what is to be done next."""
    return {"owner": owner, "subscribers": list(SUBSCRIBERS[owner]), "next_step": next_step}
