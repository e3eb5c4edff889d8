"""Once a day, remove what the platforms' terms let nobody keep any longer: retain -> check -> load."""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, Asset, task

from dags.callbacks import ALERTS, BEGUN_AGAIN
from dags.steps import reading

DOC = """### What may be kept, and for how long

Every night, by `dbt_project/seeds/platform_terms.csv`: answers of a platform older than it allows go, and comments and
mentions that nobody has seen for longer than it allows. The figures behind which they stand are kept first, as they were
last shown. The log says what was removed, account by account; so does the table `removals` of the board file. No params.

**When red.** `retain`: nothing is half removed for good; clear it, and it goes on. `check`, `load`: as in `extract`.
"""

with DAG(
    "retention",
    schedule="40 4 * * *",
    catchup=False,
    max_active_runs=1,
    default_args=ALERTS | BEGUN_AGAIN,
    tags=["retention"],
    doc_md=DOC,
):

    @task
    def retain() -> list[dict[str, Any]]:
        """Remove what is over time."""
        return reading.retain()

    @task
    def check() -> str:
        """Judge the batches that have fewer rows now."""
        return reading.check_shelf()

    @task(pool="warehouse", outlets=[Asset("los://raw/retention")])
    def load() -> dict[str, Any]:
        """Load them."""
        return reading.load()

    retain() >> check() >> load()
