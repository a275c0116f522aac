"""The life of an obligation as a table of steps; whatever is not in the table is refused (design 4.7)."""

from dataclasses import dataclass

from vekha.domain.obligations import Event, State
from vekha.domain.refusals import RefusedError


class IllegalStepError(RefusedError):
    """The event is not allowed in this state."""


@dataclass(frozen=True, slots=True)
class Step:
    """In `state`, `event` leads to `next`."""

    state: State
    event: Event
    next: State


STEPS = (
    Step(State.OPEN, Event.SUBMIT, State.SUBMITTED),
    Step(State.OPEN, Event.EXTEND, State.OPEN),
    Step(State.OPEN, Event.RE_DATE, State.OPEN),
    Step(State.OPEN, Event.WAIVE, State.WAIVED),
    Step(State.OPEN, Event.WITHDRAW, State.WITHDRAWN),
    Step(State.SUBMITTED, Event.ACCEPT, State.ACCEPTED),
    Step(State.SUBMITTED, Event.RETURN, State.RETURNED),
    Step(State.SUBMITTED, Event.EXTEND, State.SUBMITTED),
    Step(State.SUBMITTED, Event.RE_DATE, State.SUBMITTED),
    Step(State.SUBMITTED, Event.WAIVE, State.WAIVED),
    Step(State.SUBMITTED, Event.WITHDRAW, State.WITHDRAWN),
    Step(State.RETURNED, Event.SUBMIT, State.SUBMITTED),
    Step(State.RETURNED, Event.EXTEND, State.RETURNED),
    Step(State.RETURNED, Event.RE_DATE, State.RETURNED),
    Step(State.RETURNED, Event.WAIVE, State.WAIVED),
    Step(State.RETURNED, Event.WITHDRAW, State.WITHDRAWN),
    Step(State.ACCEPTED, Event.CLOSE, State.CLOSED),
    Step(State.ACCEPTED, Event.REOPEN, State.RETURNED),
    Step(State.CLOSED, Event.REOPEN, State.RETURNED),
    Step(State.WAIVED, Event.REINSTATE, State.OPEN),
    Step(State.WITHDRAWN, Event.REINSTATE, State.OPEN),
)

DONE = frozenset({State.ACCEPTED, State.CLOSED})

STATE_NAMES = {
    State.OPEN: "в работе",
    State.SUBMITTED: "на проверке",
    State.RETURNED: "на доработке",
    State.ACCEPTED: "принято",
    State.CLOSED: "снято с контроля",
    State.WAIVED: "освобождено",
    State.WITHDRAWN: "отменено",
}

EVENT_NAMES = {
    Event.SUBMIT: "сдать",
    Event.ACCEPT: "принять",
    Event.RETURN: "вернуть",
    Event.CLOSE: "снять с контроля",
    Event.REOPEN: "возобновить",
    Event.EXTEND: "продлить",
    Event.WAIVE: "освободить",
    Event.WITHDRAW: "отменить",
    Event.REINSTATE: "восстановить",
    Event.RE_DATE: "пересчитать срок",
}

_NEXT = {(step.state, step.event): step.next for step in STEPS}


def advance(state: State, event: Event) -> State:
    """Return the state after `event`; raises IllegalStepError where the table has no such step."""
    following = _NEXT.get((state, event))
    if following is None:
        raise IllegalStepError(
            f"Нельзя {EVENT_NAMES[event]}: сейчас обязательство {_where(state)}. {_advice(state)}"
        )
    return following


def states_markdown() -> str:
    """Return the table of steps as Markdown: one row per step, in the order of STEPS."""
    rows = [
        f"| {STATE_NAMES[step.state]} | {EVENT_NAMES[step.event]} | {STATE_NAMES[step.next]} |"
        for step in STEPS
    ]
    return "\n".join(["| состояние | действие | становится |", "|---|---|---|", *rows]) + "\n"


def _where(state: State) -> str:
    return f"«{STATE_NAMES[state]}»"


def _advice(state: State) -> str:
    allowed = [EVENT_NAMES[step.event] for step in STEPS if step.state is state]
    return f"Можно: {', '.join(allowed)}."
