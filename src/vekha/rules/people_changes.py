"""What a people's file changes in posts, persons and tenures. Pure: the same file twice changes nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import TypeVar

from vekha.domain.organisation_files import PersonRow
from vekha.domain.organisations import People, Person, Post, Role, Tenure
from vekha.domain.places import Remark, Weight

DAY = timedelta(days=1)
Fact = TypeVar("Fact", Post, Person, Tenure)


@dataclass(frozen=True, slots=True)
class Changes:
    """Facts to add and facts to rewrite under their ids. `ended`: tenures the file no longer holds."""

    new: People
    changed: People
    ended: int


def people_remarks(rows: Sequence[PersonRow], codes: Iterable[str]) -> tuple[Remark, ...]:
    """Return everything that keeps the rows from being people of these organisations, and notes."""
    known = set(codes)
    remarks = [
        _error(row, f"организации с кодом «{row.organisation}» нет.", "Проверьте код по файлу организаций.")
        for row in rows
        if row.organisation and row.organisation not in known
    ]
    return (*remarks, *_doubles(rows), *_mailboxes(rows), *_two_heads(rows))


def _error(row: PersonRow, text: str, advice: str) -> Remark:
    return Remark("person", text, row.place, advice, Weight.ERROR)


def _doubles(rows: Sequence[PersonRow]) -> list[Remark]:
    by_seat: dict[tuple[str, Role, str, str], list[PersonRow]] = defaultdict(list)
    remarks = []
    for row in rows:
        seat = by_seat[(row.organisation, row.role, row.title, row.name)]
        earlier = next((other for other in seat if _meet(other, row)), None)
        if earlier:
            text = f"{row.name or row.title}: та же должность на те же дни уже в строке {earlier.place.line}."
            remarks.append(_error(row, text, "Оставьте одну строку или разведите даты «с» и «по»."))
        seat.append(row)
    return remarks


def _mailboxes(rows: Sequence[PersonRow]) -> list[Remark]:
    first: dict[tuple[str, Role, str], PersonRow] = {}
    remarks = []
    for row in rows:
        if not row.role_address:
            continue
        earlier = first.setdefault((row.organisation, row.role, row.title), row)
        if earlier.role_address != row.role_address:
            text = f"у должности «{row.title}» другой ящик, чем в строке {earlier.place.line}."
            remarks.append(_error(row, text, "У одной должности один ящик."))
    return remarks


def _two_heads(rows: Sequence[PersonRow]) -> list[Remark]:
    heads: dict[str, list[PersonRow]] = defaultdict(list)
    remarks = []
    for row in rows:
        if row.role is Role.HEAD and row.name:
            for other in heads[row.organisation]:
                if _meet(other, row) and other.name != row.name:
                    text = f"в «{row.organisation}» два руководителя на одни дни: {other.name} и {row.name}."
                    remarks.append(Remark("heads", text, row.place, "Проверьте даты «с» и «по»."))
            heads[row.organisation].append(row)
    return remarks


def _meet(one: PersonRow, other: PersonRow) -> bool:
    return (one.since or date.min) <= (other.until or date.max) and (other.since or date.min) <= (
        one.until or date.max
    )


def changes(
    rows: Sequence[PersonRow],
    ids: Mapping[str, int],
    before: People,
    today: date,
    new_person_id: Callable[[], str],
) -> Changes:
    """Return what brings `before` to what the rows say, on the local day `today`.

    A tenure in an organisation of the file that the file no longer holds ends on the day before `today`.
    Other organisations' people stay as they are. The rows must have no error in `people_remarks`.
    """
    register = _Register(before, new_person_id)
    for row in rows:
        post = register.post(row, ids[row.organisation])
        if row.name:
            register.hold(row, post, register.person(row, post.organisation_id))
    ended = register.end_others({ids[row.organisation] for row in rows}, today - DAY)
    return Changes(register.new(), register.changed(), ended)


@dataclass(slots=True)
class _Register:
    """The state while the rows are applied one by one, with the ways to find who is meant."""

    before: People
    new_person_id: Callable[[], str]
    posts: dict[int, Post] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    tenures: dict[int, Tenure] = field(default_factory=dict)
    seats: dict[tuple[int, Role, str], int] = field(default_factory=dict)
    colleagues: dict[tuple[int, str], str] = field(default_factory=dict)
    namesakes: dict[tuple[str, str | None], str] = field(default_factory=dict)
    held: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    kept: set[int] = field(default_factory=set)
    post_ids: Iterator[int] = field(default_factory=count)
    tenure_ids: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.posts = {post.id: post for post in self.before.posts}
        self.persons = {person.id: person for person in self.before.persons}
        self.tenures = {tenure.id: tenure for tenure in self.before.tenures}
        self.post_ids = count(max(self.posts, default=0) + 1)
        self.tenure_ids = count(max(self.tenures, default=0) + 1)
        self.seats = {(post.organisation_id, post.role, post.title): post.id for post in self.before.posts}
        placed = set()
        for tenure in self.before.tenures:
            person, post = self.persons[tenure.person_id], self.posts[tenure.post_id]
            self.colleagues.setdefault((post.organisation_id, person.name), person.id)
            self.held[(post.id, person.id)].append(tenure.id)
            placed.add(person.id)
        for person in self.before.persons:
            # Who was entered by a command (--by) has a name only, and is the one whom the file then names.
            if person.address or person.id not in placed:
                self.namesakes.setdefault((person.name, person.address), person.id)

    def post(self, row: PersonRow, organisation_id: int) -> Post:
        seat = (organisation_id, row.role, row.title)
        post_id = self.seats.get(seat) or next(self.post_ids)
        self.seats[seat] = post_id
        found = self.posts.get(post_id) or Post(post_id, organisation_id, row.role, row.title, None)
        self.posts[post_id] = replace(found, address=row.role_address or found.address)
        return self.posts[post_id]

    def person(self, row: PersonRow, organisation_id: int) -> Person:
        person_id = (
            self.colleagues.get((organisation_id, row.name))
            or (row.address and self.namesakes.get((row.name, row.address)))
            or self.namesakes.pop((row.name, None), None)
            or self.new_person_id()
        )
        found = self.persons.get(person_id) or Person(person_id, row.name, None)
        self.persons[person_id] = replace(found, address=row.address or found.address)
        self.colleagues[(organisation_id, row.name)] = person_id
        if row.address:
            self.namesakes.setdefault((row.name, row.address), person_id)
        return self.persons[person_id]

    def hold(self, row: PersonRow, post: Post, person: Person) -> None:
        free = [one for one in self.held[(post.id, person.id)] if one not in self.kept]
        same = [one for one in free if self.tenures[one].since == row.since]
        tenure_id = next(iter(same or free), None) or next(self.tenure_ids)
        if tenure_id not in self.tenures:
            self.held[(post.id, person.id)].append(tenure_id)
        self.tenures[tenure_id] = Tenure(tenure_id, post.id, person.id, row.since, row.until)
        self.kept.add(tenure_id)

    def end_others(self, organisations: set[int], last: date) -> int:
        ended = 0
        for tenure in self.before.tenures:
            open_still = tenure.until is None or tenure.until > last
            in_file = self.posts[tenure.post_id].organisation_id in organisations
            if in_file and open_still and tenure.id not in self.kept:
                self.tenures[tenure.id] = replace(tenure, until=last)
                ended += 1
        return ended

    def new(self) -> People:
        return People(
            _added(self.posts.values(), self.before.posts),
            _added(self.persons.values(), self.before.persons),
            _added(self.tenures.values(), self.before.tenures),
        )

    def changed(self) -> People:
        return People(
            _changed(self.posts.values(), self.before.posts),
            _changed(self.persons.values(), self.before.persons),
            _changed(self.tenures.values(), self.before.tenures),
        )


def _added(now: Iterable[Fact], before: Sequence[Fact]) -> tuple[Fact, ...]:
    ids = {fact.id for fact in before}
    return tuple(fact for fact in now if fact.id not in ids)


def _changed(now: Iterable[Fact], before: Sequence[Fact]) -> tuple[Fact, ...]:
    ids = {fact.id for fact in before}
    as_before = set(before)
    return tuple(fact for fact in now if fact.id in ids and fact not in as_before)
