"""Once a month: freeze the last whole month of the board file -> render its pack -> four people sign; read the edition back."""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, Asset, Param, task

from dags.callbacks import ALERTS
from dags.signature import SignOff
from dags.steps import packing, reading

DOC = """### The month, frozen, rendered and signed

On the 12th at 07:00 UTC the last whole month of the published board file is frozen into `$LOS_HOME/editions/<YYYY-MM>/`:
every figure, sentence, definition, target and check as the board was shown them, with the sha256 of each file and of
every batch they rest on. The edition is then read back, `build` follows by itself, and from then on whatever changes in
a month that was reported is listed as a restatement. Figures that are still provisional are frozen as such, and counted.
From the edition the packs are rendered, the board's and the public one, as PDF/UA and as HTML: `pack.pdf`, `pack.html`,
`pack-public.pdf`, `pack-public.html`.

**Signing.** Then four people are asked, one after the other, under *Required Actions*: `prepare` (who made the pack),
`review` (the data-quality reviewer, another person), `approve` (the executive owner), `release` (the board secretary).
Each sees the hash of what they sign; who, when, which hash is kept in the edition's manifest and shown on the page
*Editions*. Who may answer is set by LOS_SIGN_PREPARER, LOS_SIGN_REVIEWER, LOS_SIGN_EXECUTIVE and LOS_SIGN_SECRETARY.
Waiting takes no slot, and the next month is frozen meanwhile. Any change of the edition, a return, or a material
restatement of the month that a signer was not told of opens all four again; what is released changes by a re-issue only.

**Params.** `period`: another month, as 2026-10 (default: the last that is over). `by`: the job title of whoever freezes.
`reason`: what was wrong with the edition there is; it is then re-issued beside the old one, as 2026-10.2. `override`
and `override_by`: why the pack is rendered although inputs are stale or incomplete, and who (a job title) decided so.
`edition`: one that is frozen already, as 2026-10.2: nothing is frozen, it is rendered and signed.

**When red.** `freeze`: the last line of the log says why (the month is not whole in the board file, the folder cannot be
written); nothing was written: mend it, clear the task. It is skipped when nothing was published yet, and when the month is
frozen already: an edition is never written over. `render`: inputs are stale or incomplete, and the last lines of the log
name each with its cause and the next step; mend them and re-issue the month, or let a person decide:
`python -m dashboards pack 2026-10 --override "reason" --by "Job title"`, also `--public`, then clear `render`. The edition
stands without its pack. `load`: clear it; `python -m dashboards verify` says whether an edition was changed since.
`prepare`, `review`, `approve`, `release`: the last line says why. Refused (the preparer answered as the reviewer, it was not
this step's turn, the edition changed since the question): nothing was recorded; clear the task, and it is asked again.
Returned: put right what the reason names (render again, or re-issue with `reason`), then clear `prepare` and all after it.
Re-issued: sign the new one in its own run. Nobody answered in 60 days: clear it.
"""

EDITION = "{{ ti.xcom_pull(task_ids='freeze').split()[0] }}"

with DAG(
    "board_pack",
    schedule="0 7 12 * *",
    catchup=False,
    max_active_runs=16,  # a run waits for people, and the next month is not to wait for it; the pool of 1 keeps order
    params={
        "period": Param(None, type=["null", "string"], pattern=r"^\d{4}-\d{2}$"),
        "by": Param("Board secretary", type="string", minLength=3),
        "reason": Param(None, type=["null", "string"]),
        "override": Param(None, type=["null", "string"]),
        "override_by": Param(None, type=["null", "string"]),
        "edition": Param(None, type=["null", "string"], pattern=r"^\d{4}-\d{2}(\.\d+)?$"),
    },
    default_args=ALERTS,
    tags=["board pack"],
    doc_md=DOC,
):

    @task(pool="warehouse")  # not while a build swaps the file
    def freeze(params: Any = None, dag_run: Any = None) -> str:
        """Keep the month as it stands."""
        return packing.freeze(
            dag_run.run_after.date(), period=params["period"], by=params["by"], reason=params["reason"],
            edition=params["edition"],
        )  # fmt: skip

    @task(pool="warehouse", priority_weight=2)  # before the edition is read back: what is rendered joins its manifest
    def render(frozen: Any, params: Any = None) -> list[str]:
        """Render the month's packs, or say what is stale or incomplete."""
        return packing.render(frozen, override=params["override"], by=params["override_by"])

    @task(pool="warehouse", outlets=[Asset("los://editions")])
    def load() -> dict[str, Any]:
        """Read the edition back, to be set beside what the figures become."""
        return reading.load()

    frozen = freeze()
    prepare = SignOff(task_id="prepare", edition=EDITION, step="preparer", job_title="Preparer")
    review = SignOff(task_id="review", edition=EDITION, step="reviewer", job_title="Data-quality reviewer")
    approve = SignOff(task_id="approve", edition=EDITION, step="executive", job_title="Executive owner")
    release = SignOff(task_id="release", edition=EDITION, step="secretary", job_title="Board secretary")
    render(frozen) >> prepare >> review >> approve >> release
    frozen >> load()
