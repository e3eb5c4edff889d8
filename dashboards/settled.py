"""What is loaded once is left out of the search for litter that Streamlit makes after every run of a page.

Streamlit calls gc.collect() when a run ends. Over the objects of pandas, Altair and DuckDB that takes longer than the page
(0.07 of 0.1 seconds, Streamlit 1.67), and they never become litter: they are set aside, and what a run leaves is still found.
"""

from __future__ import annotations

import atexit
import gc
import sys
from threading import Lock

_lock = Lock()
_loaded = 0  # modules at the last time


def settle() -> None:
    """Set aside what is there, after a run that loaded modules; nothing to do after the others."""
    global _loaded
    with _lock:
        if len(sys.modules) == _loaded:
            return
        _loaded = len(sys.modules)
        gc.collect()  # so that no litter is set aside with it
        gc.freeze()


atexit.register(gc.unfreeze)  # so that Python tidies up when it ends
