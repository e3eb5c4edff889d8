"""Read a folder of DAG files as Airflow does and print what they are, in a process of its own that cannot connect."""

from __future__ import annotations

import json
import socket
import sys
from typing import Any

from airflow.dag_processing.dagbag import DagBag

HEAVY = {"great_expectations", "dbt", "duckdb", "pandas", "pyarrow", "requests"}


def refuse(*_: Any) -> None:
    """Stand where socket.connect was."""
    raise OSError("a DAG file may not reach for the network while it is read")


def main(folder: str) -> None:
    """Print errors, newly imported heavy libraries and the DAGs as one line of JSON."""
    before = set(sys.modules)
    socket.socket.connect = refuse  # type: ignore[method-assign]
    bag = DagBag(folder)
    heavy = sorted(HEAVY & (set(sys.modules) - before))
    print(
        "DAGS "
        + json.dumps(
            {"errors": bag.import_errors, "heavy": heavy, "dags": {d.dag_id: about(d) for d in bag.dags.values()}}
        )
    )


def about(dag: Any) -> dict[str, Any]:
    """Return what the tests ask of one DAG."""
    wakes = getattr(dag.timetable, "asset_condition", None)
    return {
        "doc": dag.doc_md or "",
        "catchup": dag.catchup,
        "runs": dag.max_active_runs,
        "params": list(dag.params),
        "wakes": sorted(asset.uri for asset in wakes.objects) if wakes else [],
        "tasks": {
            task.task_id: {
                "next": sorted(task.downstream_task_ids),
                "pool": task.pool,
                "rule": str(getattr(task.trigger_rule, "value", task.trigger_rule)),
                "outlets": sorted(asset.uri for asset in task.outlets),
                "retries": task.retries,
                "tells": [bool(task.on_failure_callback), bool(task.on_success_callback)],
            }
            for task in dag.tasks
        },
    }


if __name__ == "__main__":
    main(sys.argv[1])
