"""What Airflow calls when a task has ended: the same alert desk as everywhere else. Nothing heavy is imported to parse a DAG."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from dags import door

LONGEST = 500  # of an exception, in an alert


def task_failed(context: Any) -> None:
    """Tell of a task that failed for good, unless its own evidence was told already (what a platform said, a check)."""
    why = context.get("exception")
    if not getattr(why, "is_told", False):
        _heed(context, _one_line(why))


def task_succeeded(context: Any) -> None:
    """Tell that a task is well again; costs a look into one small folder where nothing was wrong."""
    _heed(context, None)


def _heed(context: Any, failure: str | None) -> None:
    from checks.alerts.evidence import of_task

    ti = context["ti"]
    index = getattr(ti, "map_index", -1)
    which = getattr(ti, "rendered_map_index", None) or ("" if index is None or index < 0 else str(index))
    ended = of_task(ti.dag_id, ti.task_id, which, datetime.now(UTC), failure, tries=ti.try_number or 1)
    door.desk().heed(lambda: [ended], door.now())


def _one_line(why: Any) -> str:
    if why is None:
        return "it was ended from outside, or the machine had no memory left for it"
    words = " ".join(str(why).split())
    kind = type(why).__name__
    line = words if kind.startswith("Airflow") or isinstance(why, str) else f"{kind}: {words}" if words else kind
    return door.without_secrets(line)[:LONGEST]


ALERTS: dict[str, Any] = {"on_failure_callback": task_failed, "on_success_callback": task_succeeded}

# A task whose process or machine died is begun again: that heals, and a step done twice equals one done once. A task that
# says itself what is wrong is not: its word is the same the second time, and the alert would come later.
DIED = ExceptionRetryPolicy(rules=[RetryRule(exception=Exception, action=RetryAction.FAIL)])
BEGUN_AGAIN: dict[str, Any] = {"retries": 2, "retry_delay": timedelta(seconds=10), "retry_policy": DIED}
