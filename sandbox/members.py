"""Who the made-up people are to the platforms, and which of them belong to a community that has a hashtag."""

from __future__ import annotations

from sandbox import words

# The last digit of a person's number -> the community's place in words.COMMUNITY_TAGS.
BELONGS = {0: 0, 1: 0, 2: 0, 3: 1, 4: 2, 5: 2}
STAFF_EVERY = 37  # persons 11, 48, 85 ... work for the body that plays the main part


def person_id(platform: str, author: int) -> str:
    """The id a platform gives a made-up person or group."""
    if platform == "x":
        return str(550_000_000 + author)
    if platform == "facebook":
        return str(5_550_000_000 + author)
    return f"urn:li:person:Sandbox{author:04d}" if platform == "linkedin" else f"UCsandboxperson{author:09d}"


def tag_of(author: int) -> str | None:
    """The hashtag of the community a made-up person belongs to; None: of none. Groups belong to none."""
    place = BELONGS.get(author % 10) if author < 9000 else None
    return None if place is None else words.COMMUNITY_TAGS[place]


def tag_worn(author: int, item_id: str) -> str | None:
    """The hashtag somebody puts under a post on X; members do so about every second time. No dice: it follows from the id."""
    return tag_of(author) if sum(map(int, item_id)) % 2 else None


def is_staff(author: int) -> bool:
    """Whether a made-up person is on the staff."""
    return author % STAFF_EVERY == 11
