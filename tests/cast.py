"""The named cast of the stories: an invented region, its municipalities, schools and people.

Every mailbox is @example.test. Поморский округ is the foreign municipality: nobody of Заречный sees it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from vekha.actions.record import record
from vekha.domain.organisations import (
    Kind,
    Level,
    Organisation,
    People,
    Person,
    Post,
    Role,
    Tenure,
    Viewer,
    WorkingDay,
)
from vekha.domain.records import Deed
from vekha.storage import settling_queries
from vekha.storage.database import Database

BEGINNING = datetime(2025, 12, 1, 6, tzinfo=UTC)


def _unit(unit_id: int, parent: Organisation | None, code: str, kind: Kind, name: str, short: str, **others):
    level = {Kind.SCHOOL: Level.SCHOOL}.get(kind, Level.MUNICIPALITY if parent else Level.REGION)
    shard = unit_id if parent is None or parent.level is Level.REGION else parent.shard_id
    facts = {"zone": parent.zone if parent else "Europe/Moscow", "week": 5, "subject": ""} | others
    return Organisation(
        id=unit_id,
        code=code,
        parent_id=parent.id if parent else None,
        level=level,
        kind=kind,
        name=name,
        short_name=short,
        shard_id=shard,
        **facts,
    )


REGION = _unit(
    1,
    None,
    "priozer",
    Kind.AUTHORITY,
    "Министерство образования Приозёрной области",
    "Минобразования Приозёрной области",
)
ZARECHNY = _unit(
    2,
    REGION,
    "zarechny",
    Kind.AUTHORITY,
    "Управление образования администрации Заречного муниципального округа",
    "УО Заречного округа",
)
SCHOOL_1 = _unit(3, ZARECHNY, "zar-01", Kind.SCHOOL, "МБОУ «Средняя школа № 1»", "СШ № 1")
SCHOOL_2 = _unit(
    4,
    ZARECHNY,
    "zar-02",
    Kind.SCHOOL,
    "МБОУ «Основная школа № 2»",
    "ОШ № 2",
    week=6,
    hours=WorkingDay(time(8), time(16), time(15)),
)
SCHOOL_3 = _unit(5, ZARECHNY, "zar-03", Kind.SCHOOL, "МАОУ «Гимназия № 3»", "Гимназия № 3")
CENTRE = _unit(
    6,
    ZARECHNY,
    "zar-imc",
    Kind.METHODICAL_CENTRE,
    "МКУ «Информационно-методический центр» Заречного муниципального округа",
    "ИМЦ Заречного округа",
)
POMORSKY = _unit(
    7,
    REGION,
    "pomor",
    Kind.AUTHORITY,
    "Отдел образования администрации Поморского муниципального района",
    "ОО Поморского района",
    zone="Europe/Samara",
)
FOREIGN_SCHOOL = _unit(8, POMORSKY, "pom-01", Kind.SCHOOL, "МБОУ «Поморская школа»", "Поморская школа")
LYCEUM = _unit(9, REGION, "obl-lyceum", Kind.SCHOOL, "ГБОУ «Областной лицей»", "Областной лицей")

SCHOOLS = (SCHOOL_1, SCHOOL_2, SCHOOL_3)
ORGANISATIONS = (REGION, ZARECHNY, *SCHOOLS, CENTRE, POMORSKY, FOREIGN_SCHOOL, LYCEUM)


@dataclass(frozen=True, slots=True)
class Player:
    """A person of the cast, in one post."""

    id: str
    name: str
    address: str | None
    post: Post


def _player(
    number: int, name: str, unit: Organisation, role: Role, title: str, address: str | None
) -> Player:
    own = address and f"{address}@example.test"
    role_box = f"{unit.code}@example.test" if role is Role.HEAD else None
    return Player(f"person-{number}", name, own, Post(number, unit.id, role, title, role_box))


MINISTER = _player(1, "Ладогина Вера Павловна", REGION, Role.HEAD, "Министр", None)
CURATOR = _player(2, "Озерова Инна Юрьевна", REGION, Role.CURATOR, "Главный консультант", "ozerova")
CHIEF = _player(3, "Берегов Олег Ильич", ZARECHNY, Role.HEAD, "Начальник управления", "beregov")
CONTROLLER = _player(
    4, "Мостовая Анна Сергеевна", ZARECHNY, Role.CONTROLLER, "Заместитель начальника", "mostovaya"
)
SPECIALIST = _player(
    5, "Тропинина Нина Львовна", ZARECHNY, Role.SPECIALIST, "Главный специалист", "tropinina"
)
HEAD_1 = _player(6, "Ключевая Ольга Петровна", SCHOOL_1, Role.HEAD, "Директор", "klyuchevaya")
DEPUTY_1 = _player(
    7, "Ручьёв Павел Андреевич", SCHOOL_1, Role.DEPUTY_HEAD, "Заместитель директора", "ruchyov"
)
HEAD_2 = _player(8, "Броднев Игорь Маркович", SCHOOL_2, Role.HEAD, "Директор", None)
HEAD_3 = _player(9, "Заводина Мария Фёдоровна", SCHOOL_3, Role.HEAD, "Директор", "zavodina")
METHODIST = _player(10, "Плёсова Дарья Олеговна", CENTRE, Role.HEAD, "Директор центра", "plyosova")
FOREIGN_CHIEF = _player(11, "Поморцев Юрий Кириллович", POMORSKY, Role.HEAD, "Начальник отдела", "pomortsev")
FOREIGN_HEAD = _player(12, "Маякова Зоя Игоревна", FOREIGN_SCHOOL, Role.HEAD, "Директор", "mayakova")
LYCEUM_HEAD = _player(13, "Соснин Глеб Романович", LYCEUM, Role.HEAD, "Директор", "sosnin")

PLAYERS = (
    MINISTER,
    CURATOR,
    CHIEF,
    CONTROLLER,
    SPECIALIST,
    HEAD_1,
    DEPUTY_1,
    HEAD_2,
    HEAD_3,
    METHODIST,
    FOREIGN_CHIEF,
    FOREIGN_HEAD,
    LYCEUM_HEAD,
)

PEOPLE = People(
    tuple(one.post for one in PLAYERS),
    tuple(Person(one.id, one.name, one.address) for one in PLAYERS),
    tuple(Tenure(one.post.id, one.post.id, one.id, None, None) for one in PLAYERS),
)

REGION_VIEW = Viewer(REGION.id, REGION.short_name)
ZARECHNY_VIEW = Viewer(ZARECHNY.id, ZARECHNY.short_name)
SCHOOL_1_VIEW = Viewer(SCHOOL_1.id, SCHOOL_1.short_name)
POMORSKY_VIEW = Viewer(POMORSKY.id, POMORSKY.short_name)


def settle(engine: Database) -> None:
    """Write the whole cast into an empty database, with its records in the journal."""
    by_id = {unit.id: unit for unit in ORGANISATIONS}
    with engine.begin() as conn:
        settling_queries.add_organisations(conn, ORGANISATIONS)
        settling_queries.add_ancestors(conn, {unit.id: _line(unit, by_id) for unit in ORGANISATIONS})
        settling_queries.add_people(conn, PEOPLE)
        versions = [settling_queries.version_row(unit, 1, BEGINNING) for unit in ORGANISATIONS]
        record(conn, Deed("organisations", "", BEGINNING, "cast"), {"organisation_versions": versions})


def _line(unit: Organisation, by_id: dict[int, Organisation]) -> list[int]:
    line = [unit.id]
    while (parent := by_id[line[-1]].parent_id) is not None:
        line.append(parent)
    return line
