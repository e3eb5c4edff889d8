"""What the tasks of `build` do: has anything come, dbt build, judge the figures, publish, tidy."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from dags import door
from dags.steps import verdicts


@door.warehouse_alone()
def has_news() -> bool:
    """Say whether the warehouse holds batches that the published board file was not built from."""
    published = door.home() / "dbt" / "published.txt"
    if not published.exists() or not (door.home() / "board.duckdb").exists():
        return True
    return published.read_text() != _batches_loaded()


@door.warehouse_alone()
def dbt_build() -> str:
    """Run `dbt build` of a strategy that holds together; fail with the contradiction, or the first node that failed.

    In a process of its own: dbt in ours would hold the warehouse until Airflow has put the process away, which is after
    the next task of the pool was let in.
    """
    from airflow.sdk.exceptions import AirflowFailException

    from checks import strategy
    from checks.strategy import files

    if wrong := strategy.contradictions(door.PROJECT / "seeds"):
        judged = {"table": files.TABLE, "checked_at": door.now(), "results": files.results(door.PROJECT / "seeds")}
        verdicts.tell([judged])  # it is no fault of the line: whoever keeps the file is told, on its owner's word
        raise door.told(AirflowFailException(f"The strategy contradicts itself: {'; '.join(wrong)}"))
    folder = door.home() / "dbt"
    results = folder / "target" / "run_results.json"
    results.unlink(missing_ok=True)
    (folder / verdicts.FIGURES_JUDGED).unlink(missing_ok=True)  # what was said of the reports before these
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "building.txt").write_text(_batches_loaded())  # before dbt reads: what is loaded later is news
    options = [f"--project-dir={door.PROJECT}", f"--profiles-dir={door.PROJECT}", f"--target-path={folder}/target"]
    # Unit tests ask whether the SQL is right: that is `make test`, not every morning.
    options += [f"--log-path={folder}/logs", "--exclude-resource-type=unit_test"]
    command = [str(Path(sys.executable).with_name("dbt")), "--no-use-colors", "build", *options]
    dbt = subprocess.run(
        command, env=door.environ_of_dbt(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    print(dbt.stdout)
    nodes = json.loads(results.read_text())["results"] if results.exists() else []
    for node in nodes:
        if node["status"] in ("error", "fail"):
            raise AirflowFailException(f"dbt: {node['unique_id']}: {' '.join(str(node['message']).split())}")
    if dbt.returncode:
        raise AirflowFailException(f"dbt could not start: {' '.join(dbt.stdout.split())[-500:]}")
    return f"{len(nodes)} models, seeds and tests"


@door.warehouse_alone()
def check_figures() -> str:
    """Judge the reports; fail when a critical check is not met, which keeps them from being published."""
    from checks import gate

    verdict = gate.check_figures(door.home() / "warehouse.duckdb", checked_at=door.now())
    (door.home() / "dbt").mkdir(parents=True, exist_ok=True)
    (door.home() / "dbt" / verdicts.FIGURES_JUDGED).write_text(json.dumps(verdict))
    verdicts.write_data_docs()
    return verdicts.judge([verdict])


@door.warehouse_alone()
def publish() -> dict[str, Any]:
    """Swap in the new board file and note which batches it was built from."""
    from dashboards import snapshot

    words = snapshot.descriptions_in(door.home() / "dbt" / "target" / "manifest.json")
    judged = door.home() / "dbt" / verdicts.FIGURES_JUDGED
    summary = snapshot.publish(
        door.home() / "warehouse.duckdb", door.home() / "board.duckdb", descriptions=words,
        verdict=json.loads(judged.read_text()) if judged.exists() else None,
    )  # fmt: skip
    os.replace(door.home() / "dbt" / "building.txt", door.home() / "dbt" / "published.txt")
    return summary


def tidy() -> dict[str, Any]:
    """Make the warehouse's file anew without the bytes of what was removed, once the board was built without it."""
    from extractors.compact import tidy

    if has_news():
        return {"is_done": False, "why": "something was loaded since the board was built; the next build does it"}
    with door.warehouse_alone():
        return tidy(door.landing(), door.home())


def _batches_loaded() -> str:
    """A fingerprint of everything a build reads that is not a seed: the batches, and the editions."""
    import duckdb

    with duckdb.connect(str(door.home() / "warehouse.duckdb"), read_only=True) as warehouse:
        held = warehouse.execute(
            "select table_name, platform, account_id, batch_id, sha256 from raw.batches order by all"
        ).fetchall()
        held += warehouse.execute("select edition, edition_sha256, damage from raw.editions order by all").fetchall()
    return hashlib.sha256(repr(held).encode()).hexdigest()
