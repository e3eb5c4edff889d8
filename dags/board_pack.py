"""Once a month: freeze the last whole month of the board file -> read the edition back beside the figures of today."""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, Asset, Param, task

from dags import door

DOC = """### The month, frozen

On the 12th at 07:00 UTC the last whole month of the published board file is frozen into `$LOS_HOME/editions/<YYYY-MM>/`:
every figure, sentence, definition, target and check as the board was shown them, with the sha256 of each file and of
every batch they rest on. The edition is then read back, `build` follows by itself, and from then on whatever changes in
a month that was reported is listed as a restatement. Figures that are still provisional are frozen as such, and counted.

**Params.** `period`: another month, as 2026-10 (default: the last that is over). `by`: the job title of whoever freezes.
`reason`: what was wrong with the edition there is; it is then re-issued beside the old one, as 2026-10.2.

**When red.** `freeze`: the last line of the log says why (the month is not whole in the board file, the folder cannot be
written); nothing was written: mend it, clear the task. It is skipped when nothing was published yet, and when the month is
frozen already: an edition is never written over. `load`: clear it; `python -m dashboards verify` says whether an edition
was changed since.
"""

with DAG(
    "board_pack",
    schedule="0 7 12 * *",
    catchup=False,
    max_active_runs=1,
    params={
        "period": Param(None, type=["null", "string"], pattern=r"^\d{4}-\d{2}$"),
        "by": Param("Board secretary", type="string", minLength=3),
        "reason": Param(None, type=["null", "string"]),
    },
    tags=["board pack"],
    doc_md=DOC,
):

    @task(pool="warehouse")  # not while a build swaps the file
    def freeze(params: Any = None, dag_run: Any = None) -> str:
        """Keep the month as it stands."""
        return door.freeze(dag_run.run_after.date(), **params)

    @task(pool="warehouse", outlets=[Asset("los://editions")])
    def load() -> dict[str, Any]:
        """Read the edition back, to be set beside what the figures become."""
        return door.load()

    freeze() >> load()
