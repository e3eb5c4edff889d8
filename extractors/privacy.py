"""The door: what is dropped, masked or keyed before anything reaches the disk.

Words and names of people who are not us never pass it. What passes: ids, times, counts, a keyed hash of the author,
and four things read off the words before they are dropped. The key (at least 16 bytes) comes in as an argument;
whoever holds it could test a guessed author against the hashes, so it lives with the secrets, not with the data.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Any

from extractors.wording import hashtags, whole, without_links

MASK = "@…"

_LITTLE_TEXT = r"@\[(?P<name>[^\]]*)\]\(urn:li:\w+:(?P<urn>[^)]*)\)"  # LinkedIn: @[Name](urn:li:organization:1)
# A name may follow a dot, a slash or a Japanese letter; only a letter or digit of an e-mail address before it saves it.
_NAMED = re.compile(_LITTLE_TEXT + r"|(?<![A-Za-z0-9_@])[@＠](?P<handle>\w(?:[\w.-]*\w)?)")
_IN_ADDRESS = re.compile(r"(?P<host>\b(?:x|twitter)\.com/)(?P<handle>\w+)(?=/status/)", re.IGNORECASE)
_QUESTION = re.compile(r"(who|whom|whose|what|when|where|why|which|how)\b", re.IGNORECASE)
_CONCERN = re.compile(
    r"\b(complain(ts?|s|ed|ing)?|worried|concern(s|ed|ing)?|unsafe|rude|ignored|neglect(s|ed|ful)?|dirty"
    r"|waiting (\w+ ){0,3}hours|cancelled|pain|disgust(ed|ing)?|appalling|unacceptable|let down)\b",
    re.IGNORECASE,
)


class Door:
    """Takes personal data out of what a platform said."""

    def __init__(self, key: bytes, own_handles: Iterable[str]) -> None:
        """Take the HMAC key and the handles (or ids) of our own accounts, with or without '@'."""
        if len(key) < 16:
            raise ValueError("the privacy key is shorter than 16 bytes; set LOS_PRIVACY_KEY to a long random text")
        self._key = key
        self._ours = {handle.lstrip("@").casefold() for handle in own_handles if handle}

    def is_ours(self, name: str) -> bool:
        """Say whether a handle or id is one of our own accounts'."""
        return name.lstrip("@").casefold() in self._ours

    def own_text(self, text: str | None) -> tuple[str | None, int]:
        """Return our own text with every account that is not ours masked, and how many different ones it named."""
        if text is None:
            return None, 0
        text = whole(text)
        may_name, may_address = "@" in text or "＠" in text, "/status/" in text.casefold()
        if not (may_name or may_address):  # most texts and nearly all cells: nothing in them to look for
            return text, 0
        strangers: set[str] = set()

        def mask(found: re.Match[str]) -> str:
            named = found["handle"] or found["urn"] or ""
            if named.casefold() in self._ours:
                return found[0]
            strangers.add(named.casefold())
            return MASK

        def mask_address(found: re.Match[str]) -> str:
            ours = found["handle"].casefold() in self._ours
            return found[0] if ours else found["host"] + "i"  # x.com/i/status/ID leads to the same post

        text = _NAMED.sub(mask, text) if may_name else text
        return _IN_ADDRESS.sub(mask_address, text) if may_address else text, len(strangers)

    def own_item(self, item: Any, denied: frozenset[str]) -> Any:
        """Return an item of our own without the denied keys, at any depth, and with every text in it masked."""
        if isinstance(
            item, dict
        ):  # nearly all values are plain texts and numbers: they are looked at here, without a call
            return {
                key: value
                if ((kind := type(value)) is str and value.isascii() and "@" not in value and "/" not in value)
                or kind is int
                or kind is bool
                else self.own_item(value, denied)
                for key, value in item.items()
                if key not in denied
            }
        if isinstance(item, str):
            return self.own_text(item)[0]
        return [self.own_item(value, denied) for value in item] if isinstance(item, list) else item

    def about(self, words: str | None) -> dict[str, Any]:
        """Return what we keep of somebody's words: asks_question, raises_concern, fingerprint, tag_keys; None without words."""
        if words is None:
            return {"asks_question": None, "raises_concern": None, "fingerprint": None, "tag_keys": []}
        words = whole(words)
        plain = _NAMED.sub(" ", without_links(words))
        sentences = [each.strip(" \t\"'“”‘’(-–—") for each in re.split(r"[.!?\n]+", plain)]
        return {
            "asks_question": "?" in plain or any(_QUESTION.match(sentence) for sentence in sentences),
            "raises_concern": bool(_CONCERN.search(plain)),
            "fingerprint": self._fingerprint(plain),
            "tag_keys": sorted({self.tag_key(tag) for tag in hashtags(words)}),
        }

    def author_key(self, platform: str, author_id: str | None) -> str | None:
        """Return the keyed hash that stands for an author, the same every day; None when the author was not given."""
        return self._keyed(f"{platform}:{author_id}") if author_id else None

    def tag_key(self, hashtag: str) -> str:
        """Return the keyed hash that stands for a hashtag, with or without '#', whatever its capitals."""
        return self._keyed("tag:" + hashtag.lstrip("#").lower())

    def key_of_gone(self, platform: str, item_id: str) -> str:
        """Return what stands for the id of a thing that is gone from its platform: threads still join by it."""
        return "gone:" + self._keyed(f"gone:{platform}:{item_id}")[:24]

    def _fingerprint(self, plain: str) -> str | None:
        words = re.findall(r"\w+", plain.casefold())
        return self._keyed("words:" + " ".join(words)) if words else None

    def _keyed(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
