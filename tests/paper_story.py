"""A quarter of the cast's municipality: in time, late, mended, on review, never answered, dated back."""

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import cast
from tests.obligation_rows import Plan, found_roadmap, owe

from vekha.actions.review import Ruling, review
from vekha.actions.submit import Desk, submit
from vekha.domain.deadlines import Span
from vekha.domain.obligations import Figure
from vekha.domain.organisations import Actor
from vekha.rules.incoming import IncomingFile, Paper, Received
from vekha.storage.database import Database

QUARTER = Span(date(2026, 1, 1), date(2026, 3, 31))
AS_OF = datetime(2026, 3, 31, 15, tzinfo=UTC)
SPECIALIST = Actor(cast.SPECIALIST.id, cast.ZARECHNY_VIEW)
CONTROLLER = Actor(cast.CONTROLLER.id, cast.ZARECHNY_VIEW)
PAPER = Paper((IncomingFile("приказ.pdf", b"order"),))

ITEMS = (
    Plan("1.1", "Утвердить план мероприятий («дорожную карту») школы", "1. Управление", due=date(2026, 2, 2)),
    Plan(
        "1.2",
        "Назначить куратора реализации целевой модели наставничества из числа заместителей директора",
        "1. Управление",
        due=date(2026, 2, 20),
    ),
    Plan("2.1", "Провести анкетирование педагогов <до 3 лет> & молодых", "2. Работа", due=date(2026, 3, 5)),
    Plan("2.2", "=СУММ(A1) Сформировать базу наставников", "2. Работа", due=date(2026, 3, 16)),
    Plan("2.3", "Представить отчёт за I квартал", "2. Работа", due=date(2026, 3, 31)),
)


def _at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def a_quarter(engine: Database) -> None:
    """Settle the cast and let the quarter happen; the evidence is thrown away."""
    cast.settle(engine)
    with TemporaryDirectory() as evidence:
        _live_through(Desk(engine, Path(evidence)))


def _live_through(desk: Desk) -> None:
    engine = desk.engine
    found_roadmap(engine)
    owed = {(unit.code, item.item): owe(engine, unit, item) for unit in cast.SCHOOLS for item in ITEMS}
    owe(engine, cast.SCHOOL_1, Plan("2.4", "Итоговый отчёт", "2. Работа", due=date(2026, 6, 30)))
    head = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
    first, second = cast.SCHOOL_1.code, cast.SCHOOL_2.code

    submit(desk, owed[first, "1.1"], PAPER, head, _at(1, 30))
    review(engine, owed[first, "1.1"], Ruling(True), CONTROLLER, _at(2, 3))
    submit(desk, owed[first, "1.2"], PAPER, head, _at(2, 20))
    review(engine, owed[first, "1.2"], Ruling(False, "Нет подписи директора"), SPECIALIST, _at(2, 25))
    submit(desk, owed[first, "1.2"], PAPER, head, _at(3, 2))
    review(engine, owed[first, "1.2"], Ruling(True), SPECIALIST, _at(3, 3))
    surveyed = Paper(PAPER.files, (Figure("Доля молодых педагогов с наставником", 12, 15),))
    submit(desk, owed[first, "2.1"], surveyed, head, _at(3, 4))
    review(engine, owed[first, "2.1"], Ruling(True), SPECIALIST, _at(3, 11))
    submit(desk, owed[first, "2.2"], PAPER, head, _at(3, 20))
    submit(desk, owed[first, "2.3"], PAPER, head, _at(3, 31, 8))

    submit(desk, owed[second, "1.1"], PAPER, SPECIALIST, _at(2, 9))
    review(engine, owed[second, "1.1"], Ruling(True), CONTROLLER, _at(2, 10))
    asked = (Figure("Доля молодых педагогов с наставником", 1, 5), Figure("Число пар", 1200, None))
    outside = Paper(
        PAPER.files, asked, received=Received(_at(2, 19), cast.SPECIALIST.id, "Принесли на бумаге")
    )
    submit(desk, owed[second, "1.2"], outside, SPECIALIST, _at(2, 24))
    review(engine, owed[second, "1.2"], Ruling(True), CONTROLLER, _at(2, 25))
    submit(desk, owed[second, "2.1"], PAPER, CONTROLLER, _at(3, 5))
    review(engine, owed[second, "2.1"], Ruling(False, "Приложен не тот файл"), SPECIALIST, _at(3, 30))
