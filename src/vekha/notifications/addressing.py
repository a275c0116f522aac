"""Whom a notice reaches today: an audience becomes a mailbox. Pure; called when the letter is composed."""

from collections.abc import Iterable
from dataclasses import replace

from vekha.domain.letters import Addressee, Directory, PendingNotice, Seat
from vekha.domain.organisations import Level, Role
from vekha.domain.watches import Audience
from vekha.rules.audiences import REASONS, posts_to_try

LAST_WORD = "вы автор поручения, последнее слово о сроке за вами"


def addressee_of(notice: PendingNotice, directory: Directory) -> tuple[Addressee, str] | None:
    """Return the mailbox and what to ask where the post itself is empty, None when nobody can be reached.

    An empty post goes to the head, an organisation without any mailbox to the one above it (design 4.18).
    """
    if notice.plea is not None and notice.plea.agreed:
        return _head_of_issuer(notice, directory)
    if notice.key.audience is Audience.CONTROLLER:
        return _controller(notice, directory)
    return _sought(notice, notice.key.audience, directory)


def _controller(notice: PendingNotice, directory: Directory) -> tuple[Addressee, str] | None:
    """Return the controller; one who is the executor too is replaced by the heads above (design 4.13)."""
    named = directory.by_post.get(notice.controller_post_id or 0)
    found = (
        (_addressee(named, Audience.CONTROLLER, directory), "")
        if named is not None and named.address
        else _sought(notice, Audience.CONTROLLER, directory)
    )
    executor = _sought(notice, Audience.EXECUTOR, directory)
    if found is None or executor is None or executor[0].organisation_id != notice.organisation_id:
        return found
    if found[0].address != executor[0].address:
        return found
    for above in directory.upwards(found[0].organisation_id):
        seat = _first_reachable(directory.seats.get(above.id, ()), (Role.HEAD,))
        if seat is not None and seat.address != executor[0].address:
            return _addressee(seat, Audience.CONTROLLER, directory), ""
    return found


def _head_of_issuer(notice: PendingNotice, directory: Directory) -> tuple[Addressee, str] | None:
    """Return who has the last word on a request that was agreed below."""
    for above in directory.upwards(notice.issuer_id):
        seat = _first_reachable(directory.seats.get(above.id, ()), (Role.HEAD, Role.CONTROLLER))
        if seat is not None:
            return replace(_addressee(seat, Audience.CONTROLLER, directory), reason=LAST_WORD), ""
    return None


def _sought(notice: PendingNotice, audience: Audience, directory: Directory) -> tuple[Addressee, str] | None:
    wanted = posts_to_try(audience, notice.executor_role)
    start = _start(notice, audience, directory)
    for above in directory.upwards(start):
        roles = wanted if above.id == start else (Role.HEAD, *wanted)
        seat = _first_reachable(directory.seats.get(above.id, ()), roles)
        if seat is not None:
            in_place = seat.role is wanted[0] and above.id == start
            asked = "" if in_place or audience not in _ASKED else _appoint(wanted[0], start, directory)
            return _addressee(seat, audience, directory), asked
    return None


def _start(notice: PendingNotice, audience: Audience, directory: Directory) -> int:
    match audience:
        case Audience.EXECUTOR | Audience.HEAD:
            return notice.organisation_id
        case Audience.REGION:
            regions = (o for o in directory.upwards(notice.organisation_id) if o.level is Level.REGION)
            return next((region.id for region in regions), notice.issuer_id)
        case _:
            return notice.issuer_id


def _first_reachable(seats: Iterable[Seat], roles: Iterable[Role]) -> Seat | None:
    reachable = [seat for seat in seats if seat.address]
    for role in roles:
        for seat in reachable:
            if seat.role is role:
                return seat
    return None


_ROLE_NAMES = {
    Role.HEAD: "руководитель",
    Role.DEPUTY_HEAD: "заместитель руководителя",
    Role.CURATOR: "куратор",
    Role.MENTOR: "наставник",
}
_ASKED = {Audience.EXECUTOR, Audience.HEAD}
# A department without a named specialist is ordinary: its head is not asked to appoint one.
_NOT_ASKED_FOR = {Role.SPECIALIST, Role.CONTROLLER, Role.METHODIST}


def _appoint(role: Role, organisation_id: int, directory: Directory) -> str:
    if role in _NOT_ASKED_FOR:
        return ""
    organisation = directory.organisations[organisation_id]
    name = _ROLE_NAMES[role]
    return (
        f"{organisation.short_name}: {name} не назначен или не указан его адрес. Просим назначить и сообщить."
    )


def _addressee(seat: Seat, audience: Audience, directory: Directory) -> Addressee:
    organisation = directory.organisations[seat.organisation_id]
    return Addressee(seat.address or "", organisation.id, organisation.name, REASONS[audience])
