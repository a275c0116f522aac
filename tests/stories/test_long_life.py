"""One obligation from the printed cell to the last letter, as `explain` tells it: the golden text beside."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select
from tests import cast, plans
from tests.actions.test_calendar_layers import DESK
from tests.actions.test_supply_dates import after_an_event
from tests.plans import decisions, item, roadmap

from vekha.actions.acknowledge import Word, acknowledge
from vekha.actions.act_as import act_as
from vekha.actions.answer import Answer, answer
from vekha.actions.ask import Wish, ask
from vekha.actions.check_deadlines import check_deadlines
from vekha.actions.close import close
from vekha.actions.compose_letters import compose_letters
from vekha.actions.confirm import confirm
from vekha.actions.explain import explain
from vekha.actions.issue import issue
from vekha.actions.measure import act_on
from vekha.actions.review import Ruling, review
from vekha.actions.submit import Desk, submit
from vekha.actions.substitute import Absence, substitute
from vekha.actions.supply_dates import GivenPaper, Named, record_event
from vekha.actions.suspend import Resuming, Suspending
from vekha.actions.verify import verify
from vekha.domain.deadlines import Span
from vekha.domain.evidence import EvidenceAct
from vekha.domain.life import Ground, NoteKind, PaperKind, RequestKind
from vekha.domain.obligations import Figure
from vekha.domain.organisations import Actor
from vekha.rules.incoming import IncomingFile, Paper
from vekha.storage.obligation_tables import obligations

GOLDEN = Path(__file__).parent / "long_life.txt"
HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
SPECIALIST = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
CONTROLLER = Actor(cast.CONTROLLER.id, cast.ZARECHNY_VIEW)
CHIEF = Actor(cast.CHIEF.id, cast.ZARECHNY_VIEW)


def at(month, day, hour=9):
    return datetime(2026, month, day, hour, tzinfo=UTC)


def paper_of(number, month, day):
    return Ground("Ремонт школы", PaperKind.ORDER, str(number), date(2026, month, day))


def issued_after_the_event(engine):
    """Confirm, issue, let the event happen; return the obligation it gave school 1."""
    chosen = decisions(controller=cast.CONTROLLER.name)
    done = confirm(engine, roadmap(item(1, after_an_event(), plans.SCHOOLS)), chosen, plans.BY, plans.NOW)
    issue(engine, done.roadmap_id, plans.NOW)
    given = GivenPaper("12-ОД", date(2026, 3, 2))
    record_event(engine, Named("1.1"), date(2026, 3, 2), given, plans.BY, at(3, 3))
    with engine.begin() as conn:
        mine = (obligations.c.organisation_id == cast.SCHOOL_1.id, obligations.c.occurrence_key == "e1")
        return conn.scalars(select(obligations.c.id).where(*mine)).one()


def live(engine, folder, owed):
    desk = Desk(engine, folder)
    acknowledge(engine, owed, Word(NoteKind.ACKNOWLEDGED), HEAD, at(3, 4))
    pause = Suspending(Span(date(2026, 3, 5), date(2026, 3, 20)), paper_of(7, 3, 4), date(2026, 3, 27))
    act_on(engine, owed, pause, CONTROLLER, at(3, 5))
    act_on(engine, owed, Resuming("Ремонт окончен"), CONTROLLER, at(3, 12))
    ask(engine, owed, Wish(RequestKind.EXTENSION, "Болеют педагоги", date(2026, 4, 10)), HEAD, at(3, 13))
    for who, ground in ((CONTROLLER, Ground("Согласна")), (CHIEF, paper_of(9, 3, 16))):
        answer(engine, owed, Answer(RequestKind.EXTENSION, True, ground), who, at(3, 16))
    away = Absence("Ключевая О.П.", "Тропинина Н.Л.", date(2026, 4, 1), date(2026, 4, 20), "отпуск")
    substitute(engine, away, CONTROLLER, at(3, 30))
    check_deadlines(engine, at(4, 7))
    compose_letters(engine, at(4, 7), DESK)
    deputy = act_as(engine, "Тропинина Н.Л.", cast.SCHOOL_1.code, at(4, 8))
    first = Paper(
        (IncomingFile("приказ.pdf", b"order"),),
        (Figure("Доля педагогов с наставником", 12, 15),),
        "первая редакция",
        acts=(EvidenceAct("приказ", "31-о", date(2026, 4, 6)),),
    )
    submit(desk, owed, first, deputy, at(4, 8))
    review(engine, owed, Ruling(False, "Нет подписи директора"), CONTROLLER, at(4, 9))
    submit(desk, owed, Paper((IncomingFile("приказ_2.pdf", b"order 2"),)), deputy, at(4, 13))
    review(engine, owed, Ruling(True), CHIEF, at(4, 14))
    close(engine, owed, "Исполнено", CONTROLLER, at(4, 15))


def told(engine, owed):
    """Return the story, ids that are drawn anew in every run taken out."""
    story = explain(engine, owed, cast.ZARECHNY_VIEW)
    lines = [line for part in story.parts for line in (part.heading, *(f"  {each}" for each in part.lines))]
    return re.sub(r"\b[0-9a-f]{20}\b", "НОМЕР", "\n".join(lines)) + "\n"


def test_a_long_life_is_told_from_the_cell_to_the_last_letter(sqlite_settled, tmp_path):
    owed = issued_after_the_event(sqlite_settled)
    live(sqlite_settled, tmp_path, owed)
    assert GOLDEN.read_text(encoding="utf-8") == told(sqlite_settled, owed)
    assert () == verify(sqlite_settled)
