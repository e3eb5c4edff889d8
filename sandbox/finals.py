"""What a post's counts come to when it is fully grown."""

from __future__ import annotations

from random import Random

from sandbox.acts import Act, Channel

SEEN_BY_PURPOSE = {"B3": 1.3, "L7": 1.2, "C3": 1.5, "C7": 1.4, "C4": 0.8, "C5": 0.7, "C6": 0.6, "B5": 1.1}
REACTIONS = {"like": 0.7, "love": 0.18, "haha": 0.03, "wow": 0.03, "sorry": 0.05, "anger": 0.01}


def final_counts(dice: Random, channel: Channel, act: Act) -> dict[str, float]:
    """Final counts of an own post, in words of our own that the platform files turn into theirs."""
    if act.quirks & {"quiet", "private"} or act.kind == "repost":
        return {}
    seen = channel.plan.seen * SEEN_BY_PURPOSE.get(act.purpose, 1.0) * dice.lognormvariate(0.0, 0.55)
    if channel.platform == "youtube":
        seen = channel.plan.seen * dice.uniform(0.75, 1.6)
    warm = 2.2 if act.purpose.startswith(("C", "L")) else 1.0  # posts that speak with people get more back
    return {
        name: value * dice.uniform(0.7, 1.3) for name, value in _shares(channel.platform, act, seen, warm).items()
    } | {
        "seen": seen,
        "reached": seen * dice.uniform(0.6, 0.82),
    }


def reply_counts(dice: Random) -> dict[str, float]:
    """Final counts of an answer to one person on X: few look."""
    seen = dice.uniform(25, 180)
    return {
        "seen": seen, "likes": dice.choice((0, 0, 1, 1, 2)), "shares": dice.choice((0, 0, 0, 0, 1)), "quotes": 0.0,
        "saves": 0.0, "clicks": 0.0, "profile": seen * 0.01, "expands": seen * 0.02, "quiet_replies": 0.0,
    }  # fmt: skip


def _shares(platform: str, act: Act, seen: float, warm: float) -> dict[str, float]:
    is_video = act.media == "video"
    if platform == "x":
        return {
            "likes": seen * 0.0075 * warm, "shares": seen * 0.0028 * warm, "quotes": seen * 0.0005 * warm,
            "saves": seen * 0.0011, "clicks": seen * 0.014 if act.link else 0.0, "profile": seen * 0.002,
            "expands": seen * 0.012, "quiet_replies": seen * 0.0004, "media_views": seen * 0.31 if is_video else 0.0,
            "votes": seen * 0.02 if act.media == "poll" else 0.0,
        }  # fmt: skip
    if platform == "facebook":
        reactions = {f"reaction_{name}": seen * 0.011 * warm * share for name, share in REACTIONS.items()}
        return {
            **reactions, "shares": seen * 0.0021 * warm, "clicks": seen * (0.024 if act.link else 0.009),
            "video_views": seen * 0.38 if is_video else 0.0,
        }  # fmt: skip
    if platform == "linkedin":
        return {
            "likes": seen * 0.014 * warm,
            "shares": seen * 0.0016 * warm,
            "clicks": seen * (0.03 if act.link else 0.012),
        }
    return {
        "likes": seen * 0.021, "dislikes": seen * 0.0012, "shares": seen * 0.006, "minutes": seen * 1.7,
        "gained": seen * 0.003,
    }  # fmt: skip
