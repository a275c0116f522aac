"""Whom a notice reaches today: an audience becomes a mailbox. Pure; called when the letter is composed."""

from collections.abc import Iterable

from vekha.domain.letters import Addressee, Directory, PendingNotice, Seat
from vekha.domain.organisations import Level, Role
from vekha.domain.watches import Audience
from vekha.rules.audiences import REASONS, posts_to_try


def addressee_of(notice: PendingNotice, directory: Directory) -> tuple[Addressee, str] | None:
    """Return the mailbox and what to ask where the post itself is empty, None when nobody can be reached.

    An empty post goes to the head, an organisation without any mailbox to the one above it (design 4.18).
    """
    audience = notice.key.audience
    if audience is Audience.CONTROLLER:
        seat = _seat_by_post(notice.controller_post_id, directory)
        if seat is not None:
            return _addressee(seat, audience, directory), ""
    wanted = posts_to_try(audience, notice.executor_role)
    start = _start(notice, directory)
    for above in directory.upwards(start):
        roles = wanted if above.id == start else (Role.HEAD, *wanted)
        seat = _first_reachable(directory.seats.get(above.id, ()), roles)
        if seat is not None:
            asked = (
                "" if seat.role is wanted[0] and above.id == start else _appoint(wanted[0], start, directory)
            )
            return _addressee(seat, audience, directory), asked
    return None


def _start(notice: PendingNotice, directory: Directory) -> int:
    match notice.key.audience:
        case Audience.EXECUTOR | Audience.HEAD:
            return notice.organisation_id
        case Audience.REGION:
            regions = (o for o in directory.upwards(notice.organisation_id) if o.level is Level.REGION)
            return next((region.id for region in regions), notice.issuer_id)
        case _:
            return notice.issuer_id


def _seat_by_post(post_id: int | None, directory: Directory) -> Seat | None:
    every = (seat for seats in directory.seats.values() for seat in seats)
    return next((seat for seat in every if seat.post_id == post_id and seat.address), None)


def _first_reachable(seats: Iterable[Seat], roles: Iterable[Role]) -> Seat | None:
    reachable = [seat for seat in seats if seat.address]
    for role in roles:
        for seat in reachable:
            if seat.role is role:
                return seat
    return None


_ROLE_NAMES = {
    Role.HEAD: "руководителя",
    Role.DEPUTY_HEAD: "заместителя руководителя",
    Role.CONTROLLER: "контролёра",
    Role.CURATOR: "куратора",
    Role.SPECIALIST: "специалиста",
    Role.MENTOR: "наставника",
    Role.METHODIST: "методиста",
}
# A department without a named specialist is ordinary: its head is not asked to appoint one.
_NOT_ASKED_FOR = {Role.SPECIALIST, Role.CONTROLLER, Role.METHODIST}


def _appoint(role: Role, organisation_id: int, directory: Directory) -> str:
    if role in _NOT_ASKED_FOR:
        return ""
    organisation = directory.organisations[organisation_id]
    return f"{organisation.short_name}: адреса {_ROLE_NAMES[role]} нет, просим назначить и сообщить."


def _addressee(seat: Seat, audience: Audience, directory: Directory) -> Addressee:
    organisation = directory.organisations[seat.organisation_id]
    return Addressee(seat.address or "", organisation.id, organisation.name, REASONS[audience])
