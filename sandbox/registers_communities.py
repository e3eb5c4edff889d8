"""The communities a body takes part in: who began them, where they meet, and which cannot be measured."""

from __future__ import annotations

from datetime import date

from sandbox.registers_body import BEGINS, Body, Row

REVIEWED = date(2025, 10, 13)
LEAD = "Community Engagement Officer"
COMMUNITIES = (
    {
        "community_id": "wenurses", "name": "Nurses' chat", "seed_kind": "interest", "wenger_kind": "practice", "origin": "pre-existing",
        "origin_evidence": "Weekly chats years before our account joined", "steward": "Volunteer nurses", "objective_ids": "SO4;SO1",
        "platforms": "x;facebook;linkedin", "hashtags": "WeNurses", "windows": "Thu 20:30-21:30", "is_private": "no",
        "our_role": "participant",
    },
    {
        "community_id": "weahps", "name": "Allied health professionals' chat", "seed_kind": "interest", "wenger_kind": "practice",
        "origin": "pre-existing", "origin_evidence": "Chats before our account joined", "steward": "Volunteer therapists",
        "objective_ids": "SO4", "platforms": "x;facebook;linkedin", "hashtags": "WeAHPs", "is_private": "no", "our_role": "participant",
    },
    {
        "community_id": "carerstogether", "name": "Carers together", "seed_kind": "interest", "wenger_kind": "interest",
        "origin": "pre-existing", "origin_evidence": "Founded by carers, registered charity since 2016", "steward": "A local carers' charity",
        "objective_ids": "SO3;SO5", "platforms": "x;facebook;linkedin", "hashtags": "CarersTogether", "is_private": "no",
        "equity_groups": "older;long-term-condition", "our_role": "supporter",
    },
    {
        "community_id": "maternity_voices", "name": "Maternity voices", "seed_kind": "practice", "wenger_kind": "practice",
        "origin": "partner-led", "origin_evidence": "Led by its parent chair, papers since 2018", "steward": "The partnership's parent chair",
        "objective_ids": "SO3", "platforms": "facebook;x", "is_private": "no", "equity_groups": "young", "our_role": "co-host",
    },
    {
        "community_id": "neighbours", "name": "Faith and neighbourhood network", "seed_kind": "interest", "wenger_kind": "interest",
        "origin": "pre-existing", "origin_evidence": "Newsletter of 2019", "steward": "Unknown", "objective_ids": "SO1;SO5",
        "platforms": "x", "is_private": "no", "equity_groups": "core20;low-literacy", "our_role": "supporter",
    },
    {
        "community_id": "breathe_easy", "name": "Breathe easy group", "seed_kind": "interest", "wenger_kind": "practice",
        "origin": "pre-existing", "origin_evidence": "Met at the community hospital before it met online", "steward": "Its members",
        "objective_ids": "SO1", "platforms": "facebook", "is_private": "yes", "equity_groups": "older;long-term-condition",
        "our_role": "supporter",
    },
    {
        "community_id": "health_champions", "name": "Harrowdale health champions", "seed_kind": "interest", "wenger_kind": "neither",
        "origin": "org-created", "steward": "Head of Involvement", "objective_ids": "SO6", "platforms": "facebook", "is_private": "no",
        "our_role": "steward",
    },
)  # fmt: skip


def communities(body: Body) -> list[Row]:
    """Every community counted since the register was begun."""
    return [
        known | {"lead": LEAD, "valid_from": str(BEGINS), "reviewed_on": body.day_if_past(REVIEWED)}
        for known in COMMUNITIES
    ]
