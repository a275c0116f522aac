"""Decide who keeps control of a roadmap, and enter him where he is new (design 4.13, 4.18)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from vekha.actions.settle import Settled, item_name
from vekha.domain.executors import ExecutorPart, ExecutorRole
from vekha.domain.organisations import Holding, Level, Organisation, People, Post, Role, Tenure
from vekha.domain.refusals import RefusedError
from vekha.rules.name_matching import stems
from vekha.rules.person_names import person_in, person_key
from vekha.storage import organisation_queries, settling_queries
from vekha.storage.organisation_tables import holdings, posts

NEW_POST = "контролёр"
# Where a person holds several posts of the issuer, control belongs to the first of these.
_CONTROL_ORDER = (Role.CONTROLLER, Role.DEPUTY_HEAD, Role.HEAD, Role.SPECIALIST, Role.METHODIST, Role.CURATOR)
# Posts that executors' roles mean inside the issuer itself.
_ROLE_OF = {
    ExecutorRole.DEPUTY_HEAD: Role.DEPUTY_HEAD,
    ExecutorRole.CURATOR: Role.CURATOR,
    ExecutorRole.MENTOR: Role.MENTOR,
}


class NoControllerError(RefusedError):
    """Nobody can keep control: no head up to the root, or the text names no post and no person."""


@dataclass(frozen=True, slots=True)
class Chair:
    """A post with those who hold it today."""

    post: Post
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.post.title} {', '.join(self.names)}".strip()


@dataclass(frozen=True, slots=True)
class Appointed:
    """Who keeps control. `new_person` is entered in a new post where `chair` is None. Notes are Russian."""

    chair: Chair | None
    new_person: str
    notes: tuple[str, ...]

    def __str__(self) -> str:
        return str(self.chair) if self.chair else f"{NEW_POST} {self.new_person}"


def choose_controller(
    conn: Connection, text: str, issuer: Organisation, settled: Iterable[Settled], today: date
) -> Appointed:
    """Return who keeps control: whom the text names, else the nearest head. Raises NoControllerError.

    Who executes an item himself is replaced by the head of his organisation, then by the parent's head.
    """
    line = organisation_queries.ancestors(conn, issuer.id)
    chairs = _chairs(conn, line, today)
    heads = [one for unit in line for one in chairs if one.post.organisation_id == unit.id and _is_head(one)]
    items = tuple(one for one in settled if not one.left_out)
    chosen = _named(text, [one for one in chairs if one.post.organisation_id == issuer.id])
    if isinstance(chosen, str):
        return _replaced(Appointed(None, chosen, (_entered(chosen, issuer),)), heads, items, issuer)
    if chosen is not None:
        return _replaced(Appointed(chosen, "", ()), heads, items, issuer)
    if not heads:
        raise NoControllerError(
            f"Контролёр не назван, а руководителя нет ни у издателя «{issuer.name}», ни выше. "
            "Впишите controller в решения или заведите должность руководителя."
        )
    note = f"контролёр не назван: контроль за руководителем — {heads[0]}"
    return _replaced(Appointed(heads[0], "", (note,)), heads, items, issuer)


def enter_controller(conn: Connection, appointed: Appointed, issuer: Organisation) -> int:
    """Return the id of the controller's post, entered with its holder where it is new."""
    if appointed.chair is not None:
        return appointed.chair.post.id
    person_id = organisation_queries.ensure_person(conn, appointed.new_person)
    post = Post(settling_queries.next_id(conn, posts), issuer.id, Role.CONTROLLER, NEW_POST, None)
    tenure = Tenure(settling_queries.next_id(conn, holdings), post.id, person_id, None, None)
    settling_queries.add_people(conn, People((post,), (), (tenure,)))
    return post.id


def _chairs(conn: Connection, line: Iterable[Organisation], today: date) -> tuple[Chair, ...]:
    found = organisation_queries.posts_of(conn, [unit.id for unit in line])
    held = organisation_queries.holdings_on(conn, [post.id for post in found], today)
    by_post: Mapping[int, list[Holding]] = {
        post.id: [one for one in held if one.post_id == post.id] for post in found
    }
    return tuple(Chair(post, tuple(one.name for one in by_post[post.id])) for post in found)


def _is_head(chair: Chair) -> bool:
    return chair.post.role is Role.HEAD and bool(chair.names or chair.post.address)


def _named(text: str, chairs: list[Chair]) -> Chair | str | None:
    """The chair the text names, the name of a person who has none yet, None for an empty text."""
    if not text.strip():
        return None
    name = person_in(text)
    if name is not None:
        key = person_key(name)
        held = [one for one in chairs if any(person_key(each) == key for each in one.names)]
        return min(held, key=_control_order) if held else name
    by_surname = [one for one in chairs if any(stems(text) <= stems(each) for each in one.names)]
    found = by_surname or _best_titled(text, chairs)
    if len({one.names for one in found}) == 1 or len(found) == 1:
        return min(found, key=_control_order)
    listed = "; ".join(str(one) for one in chairs) or "должностей нет"
    why = "подходит несколько должностей" if found else "такой должности у издателя нет"
    raise NoControllerError(f"Контролёр «{text}»: {why}. Впишите фамилию с инициалами. Есть: {listed}.")


def _best_titled(text: str, chairs: list[Chair]) -> list[Chair]:
    said = stems(text)
    equal = [one for one in chairs if stems(one.post.title) == said]
    inside = [one for one in chairs if stems(one.post.title) <= said or said <= stems(one.post.title)]
    return equal or inside


def _control_order(chair: Chair) -> int:
    return _CONTROL_ORDER.index(chair.post.role) if chair.post.role in _CONTROL_ORDER else len(_CONTROL_ORDER)


def _entered(name: str, issuer: Organisation) -> str:
    return (
        f"у «{issuer.short_name or issuer.name}» нет сотрудника {name}: заведена должность «{NEW_POST}»; "
        "адреса у неё нет, внесите его в список людей"
    )


def _replaced(
    appointed: Appointed, heads: list[Chair], items: tuple[Settled, ...], issuer: Organisation
) -> Appointed:
    chair = appointed.chair or Chair(
        Post(0, issuer.id, Role.CONTROLLER, NEW_POST, None), (appointed.new_person,)
    )
    own = [one for one in items if _executes(chair, one, issuer)]
    if not own:
        return appointed
    where = ", ".join(item_name(one.item) for one in own)
    above = [one for one in heads if one != chair and not any(_executes(one, each, issuer) for each in items)]
    if not above:
        note = f"{chair} сам исполняет: {where}; выше никого нет, контроль остаётся за ним"
        return Appointed(appointed.chair, appointed.new_person, (*appointed.notes, note))
    note = f"{chair} сам исполняет: {where}; контроль передан: {above[0]}"
    return Appointed(above[0], "", (note,))


def _executes(chair: Chair, one: Settled, issuer: Organisation) -> bool:
    return any(_is_doer(chair, part, issuer) for part in one.executors.parts)


def _is_doer(chair: Chair, part: ExecutorPart, issuer: Organisation) -> bool:
    """Whether the part means the holder of this chair: by name, by title, or by role inside a school."""
    if part.role is ExecutorRole.PERSON:
        key = person_key(part.name or part.text)
        return key is not None and any(person_key(name) == key for name in chair.names)
    if chair.post.organisation_id != issuer.id:
        return False
    if part.role is ExecutorRole.POST:
        return bool(stems(chair.post.title)) and stems(chair.post.title) <= stems(part.post or part.text)
    if issuer.level is Level.SCHOOL and part.role is ExecutorRole.SCHOOL_HEAD:
        return chair.post.role is Role.HEAD
    return issuer.level is Level.SCHOOL and chair.post.role is _ROLE_OF.get(part.role)
