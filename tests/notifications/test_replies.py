"""What a relay's answer means: the table of rules, row by row, from `tests/spec/replies.md`."""

from pathlib import Path

import pytest

from vekha.domain.letters import Outcome
from vekha.notifications.replies import Stage, reply_of

SPEC = Path(__file__).parents[1] / "spec" / "replies.md"
OUTCOMES = {"принято": Outcome.TAKEN, "позже": Outcome.LATER, "никогда": Outcome.NEVER, "стоп": Outcome.DOWN}
STAGES = {
    "вход": Stage.LOGIN,
    "отправитель": Stage.SENDER,
    "получатель": Stage.RECIPIENT,
    "текст": Stage.DATA,
}


def rows() -> list[tuple[str, ...]]:
    lines = SPEC.read_text(encoding="utf-8").splitlines()
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines if line[:1] == "|"]
    return [row for row in cells if row[0] in STAGES]


@pytest.mark.parametrize(("stage", "answer", "outcome", "operator", "why"), rows())
def test_the_answer_means(stage: str, answer: str, outcome: str, operator: str, why: str) -> None:
    code, _, words = answer.partition(" ")
    reply = reply_of(STAGES[stage], int(code), words)

    assert (OUTCOMES[outcome], operator == "да") == (reply.outcome, bool(reply.advice)), why
