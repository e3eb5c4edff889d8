"""What is taken out of a post of ours before a page shows it: names, handles, numbers and addresses of people.

Handles of others are masked before they reach the disk; this takes out what words alone can still say.
"""

from __future__ import annotations

import re

NAME, CONTACT, LINK = "[name]", "[contact]", "[link]"
TITLES = r"(?:Dr|Mr|Mrs|Ms|Miss|Mx|Prof|Professor|Sir|Dame|Lord|Lady|Sister|Nurse|Matron|Cllr|Councillor)"
WORD = r"[A-ZÀ-ÖØ-Þ](?:['’][A-Z])?[a-zà-öø-ÿ]+(?:['’-][A-Za-zÀ-ÿ]+)*"
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
NUMBER = re.compile(
    r"(?<![\w#])\+?\d(?:[\s-]?\d){8,}(?!\w)"
)  # nine digits or more: a telephone number, or an NHS number
HANDLE = re.compile(r"(?<![\w/])@[\w.…]+")
TITLED = re.compile(rf"\b{TITLES}\.?\s+(?:[A-Z]\.?\s+)*{WORD}(?:\s+{WORD})*")
IN_A_ROW = re.compile(rf"(?<![#\w]){WORD}(?:\s+[A-Z]\.?)*(?:\s+{WORD})+")


def redacted(text: str | None, known: str = "") -> str:
    """Return the words with people taken out; nothing for a post without words.

    Two capitalised words in a row are taken for a name unless each stands in `known` (our own names and those of our
    objectives): that hides a little too much, and never too little of "Jane Smith". A first name alone cannot be told.
    """
    if not text:
        return ""
    ours = set(re.findall(WORD, known)) | CALENDAR
    shown = MAIL.sub(CONTACT, text)
    shown = ADDRESS.sub(LINK, shown)
    shown = NUMBER.sub(CONTACT, shown)
    shown = HANDLE.sub(NAME, shown)
    shown = TITLED.sub(NAME, shown)
    return IN_A_ROW.sub(lambda found: found[0] if set(found[0].split()) <= ours else NAME, shown)


CALENDAR = set(
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Christmas",
        "Easter",
        "Bank",
        "Holiday",
        "New",
        "Year",
    ]
)
