"""An obligation put straight into the tables, for tests of what comes after issuing."""

from datetime import UTC, date, datetime

from sqlalchemy import insert
from tests import cast

from vekha.actions.arm import Subject, arm
from vekha.domain.organisations import Organisation
from vekha.domain.watches import SubjectKind
from vekha.rules.ladders import shipped_ladder
from vekha.storage.database import Database
from vekha.storage.obligation_tables import obligations
from vekha.storage.roadmap_tables import editions, item_versions, items, roadmaps

ISSUED = datetime(2026, 9, 1, 6, tzinfo=UTC)
END_OF_DAY_UTC = 15


def roadmap(engine: Database, controller_post_id: int | None = None) -> None:
    """Have one roadmap of Заречный округ with one item."""
    with engine.begin() as conn:
        conn.execute(
            insert(roadmaps).values(
                id="roadmap-1",
                identity="identity-1",
                issuer_id=cast.ZARECHNY.id,
                number="14",
                date=date(2026, 1, 20),
                title="Дорожная карта",
                plan_start=date(2026, 1, 20),
                plan_end=date(2026, 12, 31),
                controller_post_id=controller_post_id,
                shift_policy="following",
                policy_basis="ГК РФ ст. 193",
                returns="accepted_version",
                ladder_id=shipped_ladder("normal").id,
            )
        )
        edition = {"id": "edition-1", "roadmap_id": "roadmap-1", "edition": 1, "file_sha256": "0" * 64}
        conn.execute(
            insert(editions).values(
                **edition, file_name="order.docx", confirmed_at=ISSUED, record_id=1, shard_id=cast.ZARECHNY.id
            )
        )
        conn.execute(insert(items).values(id="item-1", roadmap_id="roadmap-1"))
        conn.execute(insert(item_versions).values(**_item()))


def _item() -> dict[str, object]:
    return {
        "item_id": "item-1",
        "edition_id": "edition-1",
        "shard_id": cast.ZARECHNY.id,
        "record_id": 1,
        "ordinal": 1,
        "number": "2.3.",
        "section": None,
        "title": "Провести неделю профессий",
        "deadline_text": "до 30 октября 2026 года",
        "executor_text": "Руководители ОО",
        "result_text": "Отчёт школы",
        "result_kind": "report",
        "indicators": [],
        "kind": "date",
        "occurrences": [],
        "policy": "following",
        "policy_basis": "ГК РФ ст. 193",
        "explain": [],
        "place": {"file": "order.docx"},
        "decision": "accept",
        "decided_by": "person-1",
        "left_out": False,
    }


def owe(engine: Database, obligation_id: str, school: Organisation, due: date) -> None:
    """Have the school owe the item by `due`, watched by the normal ladder."""
    due_at = datetime(due.year, due.month, due.day, END_OF_DAY_UTC, tzinfo=UTC)
    dates = {"due": due, "due_at": due_at, "plan_date": due, "remind_date": due}
    with engine.begin() as conn:
        conn.execute(
            insert(obligations).values(
                id=obligation_id,
                item_id="item-1",
                roadmap_id="roadmap-1",
                organisation_id=school.id,
                shard_id=school.shard_id,
                occurrence_key="1",
                kind="date",
                executor_role="school_head",
                executor_missing=False,
                policy="following",
                policy_basis="ГК РФ ст. 193",
                day_table_id="",
                provisional=False,
                history=False,
                raw_due=due,
                original_due=due,
                original_due_at=due_at,
                issued_at=ISSUED,
                record_id=1,
                state="open",
                arming=1,
                **dates,
            )
        )
        subject = Subject(SubjectKind.OBLIGATION, obligation_id, 1, school.shard_id, school, due, due)
        arm(conn, shipped_ladder("normal"), [subject], ISSUED)
