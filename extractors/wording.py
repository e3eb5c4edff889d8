"""What can be read off a text of our own: its hashtags and its links."""

from __future__ import annotations

import re

_HASHTAG = re.compile(r"\{hashtag\|\\?#\|(\w+)\}|#(?<![\w&/#]#)(\w+)")  # LinkedIn's little-text form, or the plain one
_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'{}|\\^`]+", re.IGNORECASE)
_CLOSING = ".,;:!?)]}…»”’"


def hashtags(text: str | None) -> tuple[str, ...]:
    """Return the hashtags of a text in their order, lower case, without '#', each once; a number alone is none."""
    if not text or "#" not in text:
        return ()
    found = (each[0] or each[1] for each in _HASHTAG.findall(text))
    return tuple(dict.fromkeys(tag.lower() for tag in found if not tag.isdigit()))


def links(text: str | None) -> tuple[str, ...]:
    """Return the web addresses of a text in their order, each once, without the punctuation that follows them."""
    return tuple(dict.fromkeys(_without_closing(each) for each in _LINK.findall(text or "")))


def without_links(text: str) -> str:
    """Return the text with its web addresses taken out."""
    return _LINK.sub(" ", text)


def whole(text: str) -> str:
    """Return the text with a mark where half a sign stands: a platform that cuts a text may cut an emoji in two.

    Half a sign cannot be written to a file.
    """
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _without_closing(address: str) -> str:
    while address and address[-1] in _CLOSING:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break  # a bracket that belongs to the address: /wiki/Asthma_(disease)
        address = address[:-1]
    return address
