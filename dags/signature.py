"""A task that a person answers: it waits for a name under an edition, and keeps who answered what in the manifest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param
from airflow.sdk.exceptions import AirflowFailException

from dags import door
from dags.steps import packing

SIGN, RETURN = "Sign", "Return"
PATIENCE = timedelta(
    days=60
)  # then the task is red and its run over: an unsigned pack shows, and holds up no later month
AGAIN = "Nothing was recorded. Clear this task and it is asked again."
STARTS_AGAIN = "Put it right, then clear `prepare` and everything after it: the four steps begin again."


class SignOff(HITLOperator):
    """One of the four steps. `edition` and `step` are those of dashboards/sign_off.py; who may answer, a setting says.

    While it waits it has no process and no slot. The hash a person saw is kept when they are asked: a signature under
    an edition that has changed meanwhile is refused.
    """

    template_fields = (*HITLOperator.template_fields, "edition")

    def __init__(self, *, edition: str, step: str, job_title: str, **kwargs: Any) -> None:
        kwargs.pop("params", None)  # the DAG's own, which are no fields of an answer
        fields = {
            "job_title": Param(job_title, type="string", minLength=2, maxLength=80, title="Your job title"),
            "reason": Param("", type=["null", "string"], maxLength=500, title="On a return: what has to be put right"),
        }
        super().__init__(
            subject=job_title, options=[SIGN, RETURN], params=fields, assigned_users=door.signers(step),
            response_timeout=PATIENCE, **kwargs,
        )  # fmt: skip
        self.edition, self.step = edition, step

    def execute(self, context: Any) -> Any:
        """Ask, and say what is signed and what it means."""
        asked = packing.ask_to_sign(self.edition, self.step)
        self.subject, self.body = asked["subject"], asked["body"]
        context["ti"].xcom_push(key="seen", value=asked["seen"])
        return super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Keep the answer. A refused or returned step is red, and its last line says what to do."""
        try:
            said = super().execute_complete(context, event)
        except ValueError as why:  # a field that is none, or does not fit
            raise AirflowFailException(f"Not signed: {why}. {AGAIN}") from why
        fields = said["params_input"]
        is_returned = said["chosen_options"] == [RETURN]
        refused, words = packing.sign(
            self.edition, self.step, is_returned=is_returned, by=said["responded_by_user"], at=said["responded_at"],
            job_title=fields.get("job_title") or self.params["job_title"], reason=fields.get("reason"),
            seen=context["ti"].xcom_pull(task_ids=self.task_id, key="seen"),
        )  # fmt: skip
        if refused or is_returned:
            red = AirflowFailException(f"{words}. {AGAIN if refused else STARTS_AGAIN}")
            raise door.told(red)  # by the person who answered, and to them: nobody is alerted
        return words

    def process_trigger_event_error(self, event: dict[str, Any]) -> None:
        """Say that nobody answered."""
        why = f"nobody answered in {PATIENCE.days} days" if event["error_type"] == "timeout" else event["error"]
        raise AirflowFailException(f"Not signed: {why}. {AGAIN}")
