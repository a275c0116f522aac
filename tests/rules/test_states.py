from itertools import product
from pathlib import Path

import pytest

from vekha.domain.obligations import Event, State
from vekha.rules.states import (
    EVENT_NAMES,
    STATE_NAMES,
    STEPS,
    IllegalStepError,
    advance,
    states_markdown,
)

SPEC = Path(__file__).parents[1] / "spec" / "states.md"
DOCS = Path(__file__).parents[2] / "docs" / "ru" / "states.md"
STATES = {name: state for state, name in STATE_NAMES.items()}
EVENTS = {name: event for event, name in EVENT_NAMES.items()}


def spec_rows() -> list[tuple[State, Event, State]]:
    lines = [line for line in SPEC.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]
    return [(STATES[before], EVENTS[event], STATES[after]) for before, event, after, _who, _why in cells]


@pytest.mark.parametrize(("before", "event", "after"), spec_rows())
def test_a_step_of_the_table_leads_where_the_table_says(before, event, after):
    assert after == advance(before, event, was=after)


@pytest.mark.parametrize("event", [Event.REINSTATE, Event.UNDO])
def test_what_leads_back_never_leads_to_a_state_nobody_may_come_back_to(event):
    assert State.OPEN == advance(State.WAIVED, event, was=State.ACCEPTED)


def test_whatever_is_not_in_the_table_is_refused_in_russian():
    allowed = {(before, event) for before, event, _after in spec_rows()}
    for state, event in product(State, Event):
        if (state, event) not in allowed:
            with pytest.raises(IllegalStepError, match=STATE_NAMES[state]):
                advance(state, event)


def test_a_refusal_says_what_is_allowed_instead():
    with pytest.raises(IllegalStepError) as refused:
        advance(State.CLOSED, Event.SUBMIT)
    expected = "Нельзя сдать: сейчас обязательство «снято с контроля». Можно: возобновить."
    assert expected == str(refused.value)


def test_every_state_can_be_left_and_reached():
    assert set(State) == {step.state for step in STEPS if step.next is not step.state}
    assert set(State) == {step.next for step in STEPS}


def test_the_printed_table_is_the_one_lawyers_edit():
    printed = [line for line in states_markdown().splitlines() if line.startswith("| ")][1:]
    edited = [line for line in SPEC.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    assert [line.split("|")[1:5] for line in edited] == [line.split("|")[1:5] for line in printed]


def test_the_document_for_users_holds_the_table_the_command_prints():
    assert states_markdown() in DOCS.read_text(encoding="utf-8")
