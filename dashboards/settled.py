"""What is loaded once is left out of the search for litter that Streamlit makes after every run of a page.

Streamlit calls gc.collect() when a run ends. Over the objects of pandas, Altair and DuckDB that takes longer than the page
(0.07 of 0.1 seconds, Streamlit 1.67), and they never become litter: they are set aside, and what a run leaves is still found.
"""

from __future__ import annotations

import atexit
import gc
import sys
from threading import Lock

MANY = 500  # answers and parts of pages that are kept; as many are a few thousand objects

_lock = Lock()
_loaded = 0  # modules at the last time
_kept = 0  # what was kept since


def kept() -> None:
    """Note that something was kept that many readers will be shown: it is no litter either."""
    global _kept
    _kept += 1


def settle() -> None:
    """Set aside what is there, after a run that loaded modules and whenever much was kept; nothing to do after the others."""
    global _loaded, _kept
    with _lock:
        if len(sys.modules) == _loaded and _kept < MANY:
            return
        _loaded, _kept = len(sys.modules), 0
        gc.unfreeze()  # what was set aside and let go of since is found now
        gc.collect()  # so that no litter is set aside with it
        gc.freeze()


atexit.register(gc.unfreeze)  # so that Python tidies up when it ends
