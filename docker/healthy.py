"""Is a part well? For the containers' health checks; without a package, so that asking costs next to nothing.

    python docker/healthy.py URL                        does it answer with 200?
    python docker/healthy.py URL scheduler              does Airflow's own report there call that part healthy?
    python docker/healthy.py FILE 25                    was the file written within so many minutes?

Exit: 0 well, 1 not (one line says why), 2 asked wrongly.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from pathlib import Path

PATIENCE_S = 10


def why_not(where: str, what: str | None) -> str | None:
    """Return why a part is not well, None where it is. `what`: a part of Airflow's report, or minutes for a file."""
    if not where.startswith("http"):
        file = Path(where)
        if not file.exists():
            return f"{where} was never written"
        minutes = (time.time() - file.stat().st_mtime) / 60
        return f"{where} was written {minutes:.0f} minutes ago" if minutes > float(what or 0) else None
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(where, timeout=PATIENCE_S) as answer:
            said = answer.read()
        status = json.loads(said)[what]["status"] if what else "healthy"
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"{where}: {type(error).__name__}: {error}"
    return None if status == "healthy" else f"{what} is {status}"


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    if why := why_not(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else None):
        print(why, file=sys.stderr)
        sys.exit(1)
