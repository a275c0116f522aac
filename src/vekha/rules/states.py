"""The life of an obligation as a table of steps; whatever is not in the table is refused (design 4.7)."""

from dataclasses import dataclass

from vekha.domain.obligations import Event, Party, State
from vekha.domain.refusals import RefusedError
from vekha.rules.russian import either


class IllegalStepError(RefusedError):
    """The event is not allowed in this state."""


@dataclass(frozen=True, slots=True)
class Step:
    """In `state`, `event` leads to `next`, taken by any of `who`.

    Several rows alike but for `next`: the step leads back to what the obligation was before.
    """

    state: State
    event: Event
    next: State
    who: tuple[Party, ...]


# A paper received outside the system is entered by the one who received it.
_SENDERS = (Party.EXECUTOR, Party.REVIEWER)
_REVIEWER = (Party.REVIEWER,)
_CONTROLLER = (Party.CONTROLLER,)
_ISSUER = (Party.ISSUER,)
_IN_CHARGE = (Party.CONTROLLER, Party.ISSUER)
_ENGINE = (Party.ENGINE,)

STEPS = (
    Step(State.OPEN, Event.SUBMIT, State.SUBMITTED, _SENDERS),
    Step(State.OPEN, Event.EXTEND, State.OPEN, _IN_CHARGE),
    Step(State.OPEN, Event.SUSPEND, State.OPEN, _IN_CHARGE),
    Step(State.OPEN, Event.RESUME, State.OPEN, _IN_CHARGE),
    Step(State.OPEN, Event.RE_DATE, State.OPEN, _ENGINE),
    Step(State.OPEN, Event.AMEND, State.OPEN, _ISSUER),
    Step(State.OPEN, Event.WAIVE, State.WAIVED, _IN_CHARGE),
    Step(State.OPEN, Event.WITHDRAW, State.WITHDRAWN, _ISSUER),
    Step(State.OPEN, Event.UNDO, State.OPEN, _IN_CHARGE),
    Step(State.SUBMITTED, Event.ACCEPT, State.ACCEPTED, _REVIEWER),
    Step(State.SUBMITTED, Event.RETURN, State.RETURNED, _REVIEWER),
    Step(State.SUBMITTED, Event.EXTEND, State.SUBMITTED, _IN_CHARGE),
    Step(State.SUBMITTED, Event.RE_DATE, State.SUBMITTED, _ENGINE),
    Step(State.SUBMITTED, Event.AMEND, State.SUBMITTED, _ISSUER),
    Step(State.SUBMITTED, Event.WAIVE, State.WAIVED, _IN_CHARGE),
    Step(State.SUBMITTED, Event.WITHDRAW, State.WITHDRAWN, _ISSUER),
    Step(State.SUBMITTED, Event.UNDO, State.SUBMITTED, _IN_CHARGE),
    Step(State.RETURNED, Event.SUBMIT, State.SUBMITTED, _SENDERS),
    Step(State.RETURNED, Event.EXTEND, State.RETURNED, _IN_CHARGE),
    Step(State.RETURNED, Event.SUSPEND, State.RETURNED, _IN_CHARGE),
    Step(State.RETURNED, Event.RESUME, State.RETURNED, _IN_CHARGE),
    Step(State.RETURNED, Event.RE_DATE, State.RETURNED, _ENGINE),
    Step(State.RETURNED, Event.AMEND, State.RETURNED, _ISSUER),
    Step(State.RETURNED, Event.WAIVE, State.WAIVED, _IN_CHARGE),
    Step(State.RETURNED, Event.WITHDRAW, State.WITHDRAWN, _ISSUER),
    Step(State.RETURNED, Event.UNDO, State.RETURNED, _IN_CHARGE),
    Step(State.ACCEPTED, Event.CLOSE, State.CLOSED, _CONTROLLER),
    Step(State.ACCEPTED, Event.REOPEN, State.RETURNED, _CONTROLLER),
    Step(State.CLOSED, Event.REOPEN, State.RETURNED, _CONTROLLER),
    Step(State.WAIVED, Event.REINSTATE, State.OPEN, _IN_CHARGE),
    Step(State.WAIVED, Event.REINSTATE, State.SUBMITTED, _IN_CHARGE),
    Step(State.WAIVED, Event.REINSTATE, State.RETURNED, _IN_CHARGE),
    Step(State.WAIVED, Event.UNDO, State.OPEN, _IN_CHARGE),
    Step(State.WAIVED, Event.UNDO, State.SUBMITTED, _IN_CHARGE),
    Step(State.WAIVED, Event.UNDO, State.RETURNED, _IN_CHARGE),
    Step(State.WITHDRAWN, Event.REINSTATE, State.OPEN, _ISSUER),
    Step(State.WITHDRAWN, Event.REINSTATE, State.SUBMITTED, _ISSUER),
    Step(State.WITHDRAWN, Event.REINSTATE, State.RETURNED, _ISSUER),
    Step(State.WITHDRAWN, Event.UNDO, State.OPEN, _ISSUER),
    Step(State.WITHDRAWN, Event.UNDO, State.SUBMITTED, _ISSUER),
    Step(State.WITHDRAWN, Event.UNDO, State.RETURNED, _ISSUER),
)

DONE = frozenset({State.ACCEPTED, State.CLOSED})
# A person still has to do something, or to look at what was sent.
RUNNING = frozenset({State.OPEN, State.SUBMITTED, State.RETURNED})

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
    Event.SUSPEND: "приостановить",
    Event.RESUME: "снять приостановку",
    Event.WAIVE: "освободить",
    Event.WITHDRAW: "отменить",
    Event.REINSTATE: "восстановить",
    Event.RE_DATE: "пересчитать срок",
    Event.AMEND: "изменить по новой редакции",
    Event.UNDO: "взять назад групповое действие",
}

PARTY_NAMES = {
    Party.EXECUTOR: "исполнитель",
    Party.REVIEWER: "проверяющий",
    Party.CONTROLLER: "контролёр",
    Party.ISSUER: "автор поручения",
    Party.ENGINE: "система",
}

_WHO = {(step.state, step.event): step.who for step in STEPS}


def advance(state: State, event: Event, was: State | None = None) -> State:
    """Return the state after `event`; raises IllegalStepError where the table has no such step.

    was: what the obligation was before, for a step that leads back there.
    """
    following = [step.next for step in STEPS if (step.state, step.event) == (state, event)]
    if not following:
        raise IllegalStepError(
            f"Нельзя {EVENT_NAMES[event]}: сейчас обязательство {_where(state)}. {_advice(state)}"
        )
    return was if was in following else following[0]


def who_may(state: State, event: Event) -> tuple[Party, ...]:
    """Return who may take the step; raises IllegalStepError where the table has no such step."""
    advance(state, event)
    return _WHO[state, event]


def steps_from(event: Event) -> frozenset[State]:
    """Return the states in which the event may happen."""
    return frozenset(step.state for step in STEPS if step.event is event)


def states_markdown() -> str:
    """Return the table of steps as Markdown: one row per step, in the order of STEPS."""
    rows = [
        f"| {STATE_NAMES[step.state]} | {EVENT_NAMES[step.event]} | {STATE_NAMES[step.next]} "
        f"| {parties_named(step.who)} |"
        for step in STEPS
    ]
    return "\n".join(["| состояние | действие | становится | кто |", "|---|---|---|---|", *rows]) + "\n"


def parties_named(who: tuple[Party, ...]) -> str:
    """Return «контролёр или автор поручения»."""
    return either([PARTY_NAMES[party] for party in who])


def _where(state: State) -> str:
    return f"«{STATE_NAMES[state]}»"


def _advice(state: State) -> str:
    """What a person may do instead: what the engine does nobody can choose."""
    steps = [step for step in STEPS if step.state is state and step.who != _ENGINE]
    allowed = dict.fromkeys(EVENT_NAMES[step.event] for step in steps)
    return f"Можно: {', '.join(allowed)}."
