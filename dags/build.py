"""Turn what landed into the board file: dbt build -> check the figures -> publish -> tidy. Runs when any source has landed."""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, Asset, AssetAny, task

from dags import door
from dags.callbacks import ALERTS, BEGUN_AGAIN
from dags.steps import building

DOC = """### From rows to the board file

Starts by itself when any source was loaded, and waits while a platform is still being read: one build for a morning,
not four. Trigger it by hand after you changed a model or a seed; then it always builds. No params.

`nothing_landing` (gives up waiting after an hour, and the build goes on without the slow one) -> `something_new` (the
rest is skipped when the board has it all) -> `dbt_build` -> `check_figures` -> `publish` -> `tidy` (makes the warehouse's
file anew if something was removed since the last time, so that nothing of it is left on the disk).

**When red.** The board keeps its last good file. `dbt_build`: the last line of the log names the model or test and what
it said, or the line of a seed that contradicts another (`make strategy-check` says it too); mend it, clear the task.
`check_figures`: a critical check on the figures is not met; the log says which and why. `publish`: the log says what the reports lack.
`tidy`: the old file is still whole; clear it.
"""

with DAG(
    "build",
    schedule=AssetAny(
        *[Asset(f"los://raw/{name}") for name in (*door.platforms(), "imports", "retention")], Asset("los://editions")
    ),
    catchup=False,
    max_active_runs=1,
    default_args=ALERTS | BEGUN_AGAIN,
    tags=["build"],
    doc_md=DOC,
):

    @task.sensor(poke_interval=2, timeout=3600, on_failure_callback=None)  # to give up waiting is no fault
    def nothing_landing(ti: Any = None) -> bool:
        """Wait until no platform is being read and no file taken in."""
        steps = ["extract", "forget", "retain", "import_file", "check", "load"]
        busy = ["scheduled", "queued", "running", "up_for_retry"]
        reading = [*(f"extract_{name}" for name in door.platforms()), "imports", "retention"]
        return not any(ti.get_ti_count(dag_id, task_ids=steps, states=busy) for dag_id in reading)

    @task.short_circuit(trigger_rule="all_done", pool="warehouse")
    def something_new(dag_run: Any = None) -> bool:
        """Go on when the board lacks a batch, or when a person asked for the build."""
        return dag_run.run_type == "manual" or building.has_news()

    @task(pool="warehouse")
    def dbt_build() -> str:
        """Build every model and test it."""
        return building.dbt_build()

    @task(pool="warehouse")
    def check_figures() -> str:
        """Judge the figures before anybody sees them."""
        return building.check_figures()

    @task(pool="warehouse")
    def publish() -> dict[str, Any]:
        """Swap in the new board file."""
        return building.publish()

    @task(pool="warehouse")
    def tidy() -> dict[str, Any]:
        """Leave nothing of what was removed in the warehouse's file."""
        return building.tidy()

    nothing_landing() >> something_new() >> dbt_build() >> check_figures() >> publish() >> tidy()
