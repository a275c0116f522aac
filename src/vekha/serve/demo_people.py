"""Who does what in the demo: the executor's own people send, the roadmap's controller decides."""

from collections.abc import Sequence
from datetime import datetime

from vekha.actions.review import Ruling, review
from vekha.actions.submit import Desk, submit
from vekha.calendar.zones import local_day
from vekha.domain.organisations import Actor, Holding, Role, Viewer
from vekha.domain.refusals import RefusedError
from vekha.rules.incoming import IncomingFile, Paper
from vekha.serve.demo_scenario import Act, Deed
from vekha.storage import case_queries, organisation_queries
from vekha.storage.case_queries import Case
from vekha.storage.database import OpenDatabase

_SENDERS = (Role.SPECIALIST, Role.METHODIST, Role.CURATOR, Role.HEAD)


class EmptyPostError(RefusedError):
    """Nobody of the example sits where somebody must act."""


def perform(desk: Desk, act: Act) -> None:
    """Have the act done by whoever does it, through the same actions as in production."""
    with desk.engine.connect() as conn:
        everything = Viewer(_root(conn))
        case = case_queries.open_case(conn, act.obligation_id, everything)
        sender = _sender(conn, case, act.at)
        reviewer = _reviewer(conn, case, act.at, sender.person_id)
    if act.deed is Deed.SUBMIT:
        submit(desk, act.obligation_id, _paper(case), sender, act.at)
    else:
        ruling = Ruling(act.deed is Deed.ACCEPT, act.reason)
        review(desk.engine, act.obligation_id, ruling, reviewer, act.at)


def _root(conn: OpenDatabase) -> int:
    root = organisation_queries.root(conn)
    if root is None:
        raise EmptyPostError("В примере нет организаций.")
    return root.id


def _paper(case: Case) -> Paper:
    text = f"{case.organisation.name}\n\nОтчёт по пункту «{case.item_title}».\nМероприятие проведено.\n"
    return Paper(files=(IncomingFile("Отчёт.txt", text.encode()),), note="Направляем отчёт.")


def _sender(conn: OpenDatabase, case: Case, at: datetime) -> Actor:
    holdings = _holdings(conn, case.organisation.id, _SENDERS, at)
    if not holdings:
        raise EmptyPostError(f"{case.organisation.short_name}: некому отправить бумагу.")
    return Actor(holdings[0].person_id, Viewer(case.organisation.id))


def _reviewer(conn: OpenDatabase, case: Case, at: datetime, sender_id: str) -> Actor:
    day = local_day(at, case.organisation.zone)
    controllers = organisation_queries.holdings_on(conn, [case.control.controller_post_id or 0], day)
    heads = [
        holding
        for above in organisation_queries.ancestors(conn, case.control.issuer_id)
        for holding in _holdings(conn, above.id, (Role.CONTROLLER, Role.HEAD), at)
    ]
    other = next((one for one in (*controllers, *heads) if one.person_id != sender_id), None)
    if other is None:
        raise EmptyPostError(f"{case.organisation.short_name}: некому проверить бумагу.")
    return Actor(other.person_id, Viewer(case.control.issuer_id))


def _holdings(conn: OpenDatabase, organisation_id: int, roles: Sequence[Role], at: datetime) -> list[Holding]:
    """The people in these posts of the organisation, in the order of the roles."""
    zone = organisation_queries.organisation(conn, organisation_id).zone
    posts = organisation_queries.posts_of(conn, [organisation_id])
    found: list[Holding] = []
    for role in roles:
        ids = [post.id for post in posts if post.role is role]
        found.extend(organisation_queries.holdings_on(conn, ids, local_day(at, zone)))
    return found
