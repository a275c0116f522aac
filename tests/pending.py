"""Notices that wait for a letter, and who sits where: pure facts for tests of what letters say."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tests import cast

from vekha.domain.letters import Directory, NoticeKey, PendingNotice, Seat
from vekha.domain.obligations import State
from vekha.domain.organisations import Organisation, Role
from vekha.domain.watches import Audience, SubjectKind

TUESDAY_MORNING = datetime(2026, 10, 27, 7, tzinfo=UTC)  # 10:00 in Moscow
NOTICE = PendingNotice(
    key=NoticeKey(SubjectKind.OBLIGATION, "o1", 1, "before-3", Audience.EXECUTOR),
    shard_id=cast.ZARECHNY.id,
    organisation_id=cast.SCHOOL_1.id,
    issuer_id=cast.ZARECHNY.id,
    controller_post_id=22,
    executor_role="curator",
    executor_missing=False,
    state=State.OPEN,
    due=date(2026, 10, 30),
    remind_date=date(2026, 10, 30),
    opens_on=None,
    item_number="1.1",
    item_title="Сдать отчёт",
    deadline_text="до 30 октября 2026 года",
    result_text="Отчёт",
    order="приказ № 14",
    stage_at=datetime(2026, 10, 27, 6, tzinfo=UTC),
    arming_now=1,
    item_id="item-1",
)
SEATS = {
    cast.SCHOOL_1.id: (
        Seat(11, cast.SCHOOL_1.id, Role.HEAD, "директор", "head@example.test", held=True),
        Seat(12, cast.SCHOOL_1.id, Role.CURATOR, "куратор", "curator@example.test", held=True),
    ),
    cast.ZARECHNY.id: (
        Seat(21, cast.ZARECHNY.id, Role.HEAD, "начальник", "chief@example.test", held=True),
        Seat(22, cast.ZARECHNY.id, Role.CONTROLLER, "заместитель", "control@example.test", held=True),
    ),
    cast.REGION.id: (Seat(31, cast.REGION.id, Role.HEAD, "министр", "region@example.test", held=True),),
}
DIRECTORY = Directory({each.id: each for each in cast.ORGANISATIONS}, SEATS)


def to(audience: Audience, **changes: object) -> PendingNotice:
    return replace(NOTICE, key=replace(NOTICE.key, audience=audience), **changes)


def late(school: Organisation, **changes: object) -> PendingNotice:
    key = replace(
        NOTICE.key, subject_id=f"{school.id:04}{changes.get('item_number')!s:0<4}", stage="overdue-5"
    )
    facts = {"due": date(2026, 10, 20), "organisation_id": school.id}
    return replace(NOTICE, key=replace(key, audience=Audience.CONTROLLER), **(facts | changes))
