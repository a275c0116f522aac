"""The five real roadmaps, from the order to issued obligations, counted against their gold."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.documents.material import read

from vekha.actions.act_as import act_as
from vekha.actions.confirm import confirm
from vekha.actions.explain import explain
from vekha.actions.issue import issue
from vekha.actions.load_organisations import load_organisations
from vekha.actions.verify import verify
from vekha.documents.decisions import decisions_template, read_decisions
from vekha.domain.organisations import Viewer
from vekha.storage import organisation_queries, roadmap_queries
from vekha.storage.journal_tables import journal
from vekha.storage.obligation_tables import obligations, schedule_requests
from vekha.storage.roadmap_tables import item_versions
from vekha.storage.watch_tables import watches

MATERIAL = Path(__file__).parents[2].parent / "shared" / "roadmaps"
NAMES = ("kavkazsky", "novoalexandrovsk", "kahun", "kogalym", "azov")
SUBJECTS = {"kavkazsky": "23", "novoalexandrovsk": "26", "kahun": "07", "kogalym": "86", "azov": "61"}
# What stands at the issuer itself; the rest stands in every school (in a school's own plan: in it).
OF_THE_OFFICE = {"department", "authority", "unit", "methodical_centre", "person", "unspecified"}
NOBODY = {"partner", "body"}
SCHOOLS = 3

pytestmark = pytest.mark.skipif(not MATERIAL.is_dir(), reason="рядом нет ../shared с пятью дорожными картами")


def gold_of(name):
    return json.loads((MATERIAL / "gold" / f"{name}.json").read_text(encoding="utf-8"))


def clerk_files(name, gold):
    """The tables a clerk fills: the region, the issuer with its people, and schools where it is no school."""
    zone, subject = gold["timezone"], SUBJECTS[name]
    head = "код;вышестоящая;уровень;вид;наименование;пояс;субъект"
    rows = [f"region;;регион;орган управления;Министерство образования;{zone};{subject}"]
    people = ["код;роль;фио", "region;руководитель;Озёрный Лев Ильич"]
    if gold["issuer_level"] == "school":
        rows.append(f"office;region;муниципалитет;орган управления;Управление образования;{zone};{subject}")
        rows.append(f"issuer;office;школа;школа;{gold['issuer']};{zone};{subject}")
        people += ["office;руководитель;Речной Глеб Львович", "issuer;руководитель;Лесной Олег Ильич"]
    else:
        rows.append(f"issuer;region;муниципалитет;орган управления;{gold['issuer']};{zone};{subject}")
        rows += [f"s{n};issuer;школа;школа;Школа № {n};{zone};{subject}" for n in range(1, SCHOOLS + 1)]
        people.append("issuer;руководитель;Полевая Анна Юрьевна")
    people += [f"issuer;заместитель;{one['name']}" for one in gold["controllers"] if one["kind"] == "control"]
    return "\n".join([head, *rows]).encode(), "\n".join(people).encode()


def day_of_order(gold):
    first = date.fromisoformat(gold["order_date"] or gold["plan_start"])
    return datetime(first.year, first.month, first.day, 7, tzinfo=UTC)


def decided(roadmap, past=""):
    """A person accepts every row of the plan, neither points of the order nor checkpoints beside it."""
    plan, _, points = decisions_template(roadmap).partition("[[point]]")
    text = plan.replace('decision = ""', 'decision = "accept"')
    if points:
        text += "[[point]]" + points.replace('decision = ""', 'decision = "leave_out"')
    text = text.replace('checkpoints = "own"', 'checkpoints = "none"')
    text = text.replace('who = ""', 'who = "Ясная О.П."', 1).replace(
        'why = ""', 'why = "сверено с приказом"', 1
    )
    return read_decisions(text.replace('past = ""', f'past = "{past}"'), roadmap)


def in_force(engine, name, past="history"):
    gold = gold_of(name)
    now = day_of_order(gold)
    load_organisations(engine, *clerk_files(name, gold), now - timedelta(days=1))
    roadmap = read(MATERIAL / "formats" / f"{name}.docx")
    issuer = decided(roadmap, past)
    return gold, now, confirm(engine, roadmap, issuer, act_as(engine, "", ""), now)


def owed_by(gold, item):
    """Who owes the item, told from the gold alone."""
    roles = {part["role"] for part in item["executors"]} - NOBODY or {"unspecified"}
    if gold["issuer_level"] == "school":
        return {"issuer"}
    offices = {"issuer"} if roles & OF_THE_OFFICE else set()
    schools = {f"s{n}" for n in range(1, SCHOOLS + 1)} if roles - OF_THE_OFFICE else set()
    return offices | schools


def expected(gold):
    """(ordinal, organisation, raw due) of every obligation, by the gold."""
    return Counter(
        (item["ordinal"], code, due)
        for item in gold["items"]
        for code in owed_by(gold, item)
        for due in ([pair[1] for pair in item["deadline"]["occurrences"] or ()] or [None])
    )


def issued(engine):
    by_id = {unit.id: unit.code for unit in _tree(engine)}
    statement = select(item_versions.c.ordinal, obligations.c.organisation_id, obligations.c.raw_due).join(
        item_versions, item_versions.c.item_id == obligations.c.item_id
    )
    with engine.begin() as conn:
        return Counter(
            (ordinal, by_id[unit], due.isoformat() if due else None)
            for ordinal, unit, due in conn.execute(statement)
        )


def _tree(engine):
    with engine.begin() as conn:
        return organisation_queries.all_organisations(conn)


@pytest.mark.parametrize("name", NAMES)
def test_a_real_order_becomes_the_obligations_its_gold_tells(database, name):
    gold, now, done = in_force(database, name)
    result = issue(database, done.roadmap_id, now, chunk=40)
    assert expected(gold) == issued(database)
    assert sum(expected(gold).values()) == result.created
    undated = [item for item in gold["items"] if not item["deadline"]["occurrences"] or ()]
    with database.begin() as conn:
        assert len(undated) == conn.execute(select(func.count()).select_from(schedule_requests)).scalar_one()
        live = select(func.count()).select_from(watches).where(watches.c.live)
        assert result.watched + result.requests == conn.execute(live).scalar_one()


@pytest.mark.parametrize("name", NAMES)
def test_issuing_a_real_order_twice_adds_nothing(sqlite_database, name):
    _, now, done = in_force(sqlite_database, name)
    first = issue(sqlite_database, done.roadmap_id, now)
    before = _counts(sqlite_database)
    again = issue(sqlite_database, done.roadmap_id, now + timedelta(days=40))
    assert (0, 0, first.created) == (again.created, again.requests, again.known)
    assert before == _counts(sqlite_database)


def _counts(engine):
    with engine.begin() as conn:
        return [
            conn.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (obligations, schedule_requests, watches, journal)
        ]


@pytest.mark.parametrize("name", NAMES)
def test_every_obligation_of_a_real_order_explains_itself(sqlite_database, name):
    gold, now, done = in_force(sqlite_database, name)
    issue(sqlite_database, done.roadmap_id, now)
    (top, *_) = _tree(sqlite_database)
    by_ordinal = {item["ordinal"]: item for item in gold["items"]}
    with sqlite_database.begin() as conn:
        found = conn.execute(
            select(obligations.c.id, item_versions.c.ordinal).join(
                item_versions, item_versions.c.item_id == obligations.c.item_id
            )
        ).all()
    for obligation_id, ordinal in found[::7]:
        told = explain(sqlite_database, obligation_id, Viewer(top.id))
        said = "\n".join(line for part in told.parts for line in part.lines)
        assert by_ordinal[ordinal]["deadline_text"][:20] in said
        assert f"{name}.docx" in said


@pytest.mark.parametrize("name", NAMES)
def test_the_journal_of_a_real_order_holds(sqlite_database, name):
    _, now, done = in_force(sqlite_database, name)
    issue(sqlite_database, done.roadmap_id, now)
    assert () == verify(sqlite_database)


def test_the_controller_who_executes_his_own_items_is_replaced(sqlite_database):
    _, _, done = in_force(sqlite_database, "kogalym")
    assert "Полевая Анна Юрьевна" in done.controller
    assert any("Абдреева Н.П. сам исполняет" in note for note in done.notes)


def test_a_plan_that_runs_past_the_decreed_years_is_issued_provisionally(sqlite_database):
    _, now, done = in_force(sqlite_database, "kogalym")
    assert issue(sqlite_database, done.roadmap_id, now).provisional > 0
    with sqlite_database.begin() as conn:
        road = roadmap_queries.roadmap(conn, done.roadmap_id)
    assert date(2028, 12, 31) == road.plan.last
