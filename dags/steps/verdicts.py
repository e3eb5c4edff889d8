"""What a task says of what was judged: to the alert desk, on the page of all checks, and by its end."""

from __future__ import annotations

import json
from typing import Any

from dags import door

FIGURES_JUDGED = "figures_judged.json"  # under dbt/: what the checks said of the reports that are about to be published


def tell(verdicts: list[dict[str, Any]]) -> None:
    """Tell the alert desk what was judged, what is met too."""
    from checks.alerts.evidence import of_verdicts

    door.desk().heed(lambda: of_verdicts(verdicts), door.now())


def judge(verdicts: list[dict[str, Any]]) -> str:
    """Tell the desk what was judged; return how much it was, or fail with what was refused and why."""
    from airflow.sdk.exceptions import AirflowFailException

    tell(verdicts)
    broken = [
        f"{' '.join(str(verdict[name]) for name in ('table', 'platform', 'account_id') if name in verdict)}: "
        f"{result['check']} {result['column']}: {result['observed']} {result['notes']}"
        for verdict in verdicts
        for result in verdict["results"]
        if not verdict["accepted"] and not result["is_met"] and result["severity"] == "critical"
    ]
    if broken:
        raise door.told(AirflowFailException(f"Refused: {'; '.join(broken)}"))
    return f"{len(verdicts)} batches judged, none refused"


def write_data_docs() -> None:
    """Write the page of all checks from every verdict that stands."""
    from checks import data_docs

    judged = door.home() / "dbt" / FIGURES_JUDGED
    figures = [json.loads(judged.read_text())] if judged.exists() else []
    data_docs.write(door.landing(), door.home() / "data_docs", figures, written_at=door.now())
