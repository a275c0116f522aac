"""The flow that issues what of every confirmed roadmap is not yet issued."""

from datetime import datetime

from prefect import flow

from vekha.actions.issue_confirmed import AllIssued, issue_confirmed
from vekha.flows.runs import instant_of, run_name, tell, with_database


def issue_counts(done: AllIssued) -> dict[str, int]:
    """Return how many roadmaps were gone through and what was added."""
    counts = {"roadmaps": len(done.issued), "created": done.created, "requests": done.requests}
    return counts | ({"roadmaps_refused": len(done.refused)} if done.refused else {})


@flow(name="issue", flow_run_name=run_name, persist_result=False)
async def issue_obligations(as_of: datetime | None = None) -> None:
    """Issue what is missing, a transaction per chunk."""
    at = instant_of(as_of)
    done = await with_database(lambda db, _: issue_confirmed(db, at))
    await tell("issue", at, issue_counts(done))
