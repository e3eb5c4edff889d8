"""What a word said to a made-up body was about: its topic, its objective and its theme, read off the sandbox's own sentences."""

from __future__ import annotations

from sandbox import words
from sandbox.acts import Inbound

# A few words of a sentence -> the theme a person would code it with; the first that fits.
THEMES = {
    "dirty": "environment", "rude": "conduct", "rang back": "communication", "letter": "communication", "hear back": "communication",
    "waiting hours": "access", "cancelled": "access", "delay": "access", "slot": "access", "what time": "access",
    "parking": "access", "where do we": "access", "how do i": "access", "new times": "communication", "care": "care",
    "kinder": "care", "grateful": "care",
}  # fmt: skip
TOPIC_OBJECTIVE = {topic: objective for objective, topics in words.TOPICS.items() for topic in topics}
VACCINES = ("vaccine", "booster")


def topic_of(text: str) -> str:
    """The topic a sentence of the sandbox names, or ""; the longest that fits."""
    return max((topic for topic in TOPIC_OBJECTIVE if topic in text), key=len, default="")


def objective_of(item: Inbound) -> str:
    """The objective what was said bears on, or ""."""
    return TOPIC_OBJECTIVE.get(topic_of(item.text), "")


def theme_of(item: Inbound) -> str:
    """The theme a person would code what was said with."""
    said = item.text.lower()
    if any(word in said for word in VACCINES):
        return "vaccination"
    without_topic = said.replace(topic_of(item.text).lower() or "\n", "")
    return next((theme for words_in, theme in THEMES.items() if words_in in without_topic), "other")
