"""Identifiers in the shape each platform gives them, made from the moment and the dice: the same moment gives the same id."""

from __future__ import annotations

from datetime import datetime
from random import Random

X_EPOCH_MS = 1288834974657  # X ids count milliseconds from here, in their upper bits
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ACTIVITY_STEP = 1_000_003  # LinkedIn's activity number of a post is another number than its share number


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970, as LinkedIn writes times."""
    return int(moment.timestamp()) * 1000


def x_post(moment: datetime, dice: Random) -> str:
    """A snowflake: ids of later posts are larger."""
    return str(((milliseconds(moment) + dice.randrange(1000) - X_EPOCH_MS) << 22) | dice.getrandbits(22))


def facebook_number(moment: datetime, dice: Random) -> str:
    """The 15-digit number after the underscore of a Facebook post or comment id."""
    return str(int(moment.timestamp()) * 100_000 + dice.randrange(100_000))


def linkedin_number(moment: datetime, dice: Random) -> str:
    """The 19-digit number of a LinkedIn post or comment."""
    return str((milliseconds(moment) << 22) | dice.getrandbits(22))


def activity_of(post_urn: str) -> str:
    """The activity URN LinkedIn files a post's comments under."""
    return f"urn:li:activity:{int(post_urn.rsplit(':', 1)[1]) + ACTIVITY_STEP}"


def youtube_video(dice: Random) -> str:
    """Eleven characters."""
    return "".join(dice.choices(LETTERS, k=11))


def youtube_comment(dice: Random) -> str:
    """A thread's id, which is its top comment's."""
    return "Ugw" + "".join(dice.choices(LETTERS, k=17)) + "4AaABAg"


def youtube_reply(thread: str, dice: Random) -> str:
    """A reply's id holds its thread's."""
    return f"{thread}." + "".join(dice.choices(LETTERS, k=16))
