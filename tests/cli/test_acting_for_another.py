"""A substitute types a command: the act stands on record as done for the holder of the post."""

import sys
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from tests import cast, plans
from tests.actions.test_issue import issued
from tests.plans import by, item

from vekha.actions.substitute import Absence, substitute
from vekha.cli.commands import main
from vekha.domain.organisations import Actor
from vekha.storage.obligation_tables import obligation_acts, obligations

SECRETARY = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
NOW = datetime(2026, 6, 20, 7, tzinfo=UTC)
AWAY = (date(2026, 7, 1), date(2026, 7, 28))
PAPER = ("--reason", "Капитальный ремонт", "--act", "приказ № 5 от 01.07.2026")


@pytest.mark.parametrize(
    "words",
    [
        ("waive", *PAPER),
        ("extend", "--until", "01.12.2026", *PAPER),
        ("suspend", "--from", "04.07.2026", "--to", "20.07.2026", *PAPER),
    ],
)
def test_a_measure_of_a_substitute_names_whom_he_acts_for(sqlite_settled, tmp_path, monkeypatch, words):
    issued(sqlite_settled, item(1, by(date(2026, 10, 1)), plans.SCHOOLS))
    absence = Absence(cast.CONTROLLER.name, cast.HEAD_1.name, *AWAY)
    substitute(sqlite_settled, absence, SECRETARY, NOW)
    with sqlite_settled.begin() as conn:
        mine = obligations.c.organisation_id == cast.SCHOOL_2.id
        number = conn.execute(select(obligations.c.id).where(mine)).scalar_one()
    monkeypatch.setenv("VEKHA_DATA", str(tmp_path))
    by_whom = ("--by", cast.HEAD_1.name, "--as", cast.ZARECHNY.code, "--now", "2026-07-03T10:00+03:00")
    monkeypatch.setattr(sys, "argv", ["vekha", words[0], number, *words[1:], *by_whom])
    main()
    with sqlite_settled.begin() as conn:
        act = conn.execute(select(obligation_acts).order_by(obligation_acts.c.seq.desc())).first()
    assert (cast.HEAD_1.id, cast.CONTROLLER.id) == (act.actor_id, act.on_behalf_of)
