"""`airflow` with what our tasks import already imported: for parts that fork them. `python -m local.preloaded celery worker`.

A task then need not import it anew (Great Expectations alone takes 3 s of CPU).
"""

from __future__ import annotations

import importlib
import runpy

WHAT = (
    "checks.engine",
    "extractors.run",
    "extractors.warehouse",
    "airflow.dag_processing.dagbag",
    "airflow.sdk.execution_time.task_runner",
    "airflow.providers.standard.decorators.python",
)

if __name__ == "__main__":
    for name in WHAT:
        importlib.import_module(name)
    runpy.run_module("airflow", run_name="__main__", alter_sys=True)
