"""Why there is no pack: raised by make.py, told by the door without loading what draws and sets."""

from __future__ import annotations


class NotRendered(Exception):
    """The pack was not rendered and the edition is as it was. The message is for a person, a line an obstacle."""
