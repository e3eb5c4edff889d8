"""Read every platform once a day: extract (one task an account) -> forget -> check -> load. One DAG a platform file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, Asset, Param, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

from dags import door
from dags.callbacks import ALERTS, BEGUN_AGAIN
from dags.steps import reading

DAY: dict[str, Any] = {"type": ["null", "string"], "format": "date"}

DOC = """### What {platform} said

Asks {platform} for every account in the register, one task an account, keeps what it said on the shelf, takes out of
everything what it says is gone, checks it and loads what was accepted into the warehouse. `build` follows by itself.

**Params** (all optional; days are ISO dates, UTC): `day`: the day to run as (default: the day of the run); it asks up to the
midnight that day began. `since`, `until`: a stated window [since, until) for a backfill, instead of the usual one (730
days the first time, then the last 35). `again`: ask although a quota was used up and its day is not over. A day run
twice equals a day run once.

**When red.** `extract`: the last line of the task's log says the cause and the next step (also on the trust page of the
dashboard). Token and terms causes fail at once: mend the secret, then clear the task. A quota that is used up is not
asked for again before its day is over, unless you trigger the DAG with `again`. The other accounts went on.
`forget`: clear it; what it had begun it finishes. What the platform denies in bulk is held back for a person:
`python -m extractors forget {platform} --confirm`.
`check`: a batch was refused and lies in `landing/quarantine` with its reason. `load`: nothing was changed; clear it.
"""


def extract_dag(platform: str) -> None:
    """Make the DAG `extract_<platform>`."""
    with DAG(
        f"extract_{platform}",
        schedule="@daily",
        catchup=False,
        max_active_runs=1,
        params={name: Param(None, **DAY) for name in ("day", "since", "until")}
        | {"again": Param(False, type="boolean", title="Ask again although a quota is used up")},
        default_args=ALERTS | BEGUN_AGAIN,
        tags=["extract", platform],
        doc_md=DOC.format(platform=platform),
    ):

        @task
        def accounts() -> list[str]:
            return reading.account_ids(platform)

        @task(
            map_index_template="{{ task.op_kwargs['account'] }}",
            retries=1,
            retry_delay=timedelta(seconds=20),
            retry_policy=None,
        )
        def extract(account: str, params: Any = None, dag_run: Any = None, ti: Any = None) -> list[str]:
            is_last_try = ti.try_number > ti.max_tries
            said = reading.extract(platform, account, dag_run.run_after.date(), **params, is_last_try=is_last_try)
            for row in said:
                if row.outcome == "failed":
                    mend = AirflowException if row.cause_class in door.HEALS else AirflowFailException
                    raise door.told(mend(f"{platform} {account}, {row.subject}: {row.cause} Next: {row.next_step}"))
            return [f"{row.subject}: {row.outcome}, {row.rows} rows of {row.pages} pages" for row in said]

        @task(trigger_rule="all_done")  # one account that failed does not keep the others' rows from the board
        def forget() -> dict[str, Any]:
            return reading.forget(platform)

        @task(trigger_rule="all_done")
        def check(forgot: Any = None) -> str:
            return reading.check_shelf(platform, also=(forgot or {}).get("platforms", ()))

        @task(trigger_rule="all_done", pool="warehouse", outlets=[Asset(f"los://raw/{platform}")])
        def load(forgot: Any = None) -> dict[str, Any]:
            return reading.load(platform, also=(forgot or {}).get("platforms", ()))

        forgot = forget()
        extract.expand(account=accounts()) >> forgot >> check(forgot) >> load(forgot)


for name in door.platforms():
    extract_dag(name)
