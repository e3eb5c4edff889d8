"""Take in the files somebody put in the inbox: import -> check -> load."""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, Asset, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from dags import door
from dags.callbacks import ALERTS, BEGUN_AGAIN
from dags.steps import inbox, reading

DOC = """### The inbox

Every 15 minutes: each file in `$LOS_HOME/inbox/<organisation_id>/` is read, put on the shelf, checked and loaded;
`build` follows by itself. Copy a file in under a name that starts with a dot and rename it when it is whole: dot files
are left alone. A file that does not say of which account it is goes into a folder of that account's id:
`inbox/<organisation_id>/<account_id>/`. The dashboard's page *Import* puts files here too. No params.

A file that was loaded goes to `inbox/done/<organisation_id>/`, one that was refused to
`inbox/refused/<organisation_id>/` with the reason beside it in a `.txt`. Registers come the same way: their good rows
are loaded, and each row that was refused is named in the board file's `refused_rows`.

**When red.** `import_file`: one file was refused; read the `.txt`, mend the file, put it in the inbox again. The other
files went on. `check`: rows were refused and lie in `landing/quarantine` with the reason. `load`: clear it.
"""

with DAG(
    "imports",
    schedule="*/15 * * * *",
    catchup=False,
    max_active_runs=1,
    default_args=ALERTS | BEGUN_AGAIN,
    tags=["imports"],
    doc_md=DOC,
):

    @task
    def files() -> list[str]:
        """List what waits in the inbox."""
        found = inbox.waiting()
        if not found:
            raise AirflowSkipException("The inbox is empty.")
        return found

    @task(map_index_template="{{ task.op_kwargs['file'] }}")
    def import_file(file: str) -> dict[str, Any]:
        """Put one file on the shelf, or set it aside with the reason."""
        try:
            return inbox.import_file(file)
        except ValueError as refused:
            inbox.put_away(file, "refused", str(refused))
            raise door.told(AirflowFailException(f"{file} was refused: {refused}")) from refused

    @task(trigger_rule="all_done_min_one_success")  # one file that was refused does not keep the others out
    def check() -> str:
        """Judge what is new on the shelf."""
        return reading.check_shelf()

    @task(trigger_rule="all_done_min_one_success", pool="warehouse", outlets=[Asset("los://raw/imports")])
    def load(taken: Any) -> dict[str, Any]:
        """Load what was accepted and clear the inbox."""
        summary = reading.load()
        for file in taken:
            inbox.put_away(file, "done")
        return summary

    names = files()
    import_file.expand(file=names) >> check() >> load(names)
