"""Nobody sees what is not theirs (design 4.17): every query with a viewer, from every seat.

A call returns the organisations whose rows it showed, or a count of rows. A new query function that takes a
viewer must get its line in CALLS, or `test_no_query_escapes_this_table` fails.
"""

import importlib
import inspect
import pkgutil
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from tests import cast
from tests.storage.rows import NOON, filled

from vekha import storage
from vekha.domain.deadlines import Span
from vekha.domain.letters import LetterStatus
from vekha.domain.obligations import State
from vekha.domain.organisations import Viewer
from vekha.domain.refusals import RefusedError
from vekha.domain.watches import Unwatched
from vekha.storage import (
    activity_queries,
    case_queries,
    choice_queries,
    happening_queries,
    obligation_queries,
    organisation_queries,
    owed_queries,
    person_queries,
    register_queries,
    roadmap_queries,
    rollup_queries,
    settling_queries,
    substitution_queries,
    unwatched_queries,
)
from vekha.storage.as_of_queries import Cut
from vekha.storage.choice_queries import Choice
from vekha.storage.letter_tables import letters, mailboxes
from vekha.storage.life_tables import bulk_acts, substitutions
from vekha.storage.obligation_tables import obligation_acts, obligations, submission_figures, submissions
from vekha.storage.organisation_tables import organisation_ancestors
from vekha.storage.roadmap_tables import editions, item_versions, items, roadmaps

ALL = tuple(unit.id for unit in cast.ORGANISATIONS)
OWING = {
    "ob-z1": cast.SCHOOL_1.id,
    "ob-z2": cast.SCHOOL_2.id,
    "ob-p1": cast.FOREIGN_SCHOOL.id,
    "ob-l1": cast.LYCEUM.id,
}
ISSUERS = {"rm-z": cast.ZARECHNY.id, "rm-p": cast.POMORSKY.id, "rm-r": cast.REGION.id}
WORKING = {player.post.organisation_id for player in cast.PLAYERS}
PERSONS = [player.id for player in cast.PLAYERS]
SEATS = tuple(Viewer(unit.id, unit.short_name) for unit in cast.ORGANISATIONS)
LATER = NOON + timedelta(days=1)


def _cut(viewer):
    return Cut(viewer, Span(date(2026, 1, 1), date(2026, 12, 31)), LATER)


def _one_by_one(found, keys, owners):
    """Ask for each id; return the owners of those that were shown."""
    shown = set()
    for key in keys:
        try:
            found(key)
        except RefusedError:
            continue
        shown.add(owners[key])
    return shown


CALLS = {
    "activity_queries.activity": (
        set(OWING.values()),
        lambda conn, v: activity_queries.activity(conn, v, datetime.min.replace(tzinfo=NOON.tzinfo), LATER),
    ),
    "happening_queries.items_called": (
        set(ISSUERS.values()),
        lambda conn, v: {ISSUERS[one[1]] for one in happening_queries.items_called(conn, "it-", v)},
    ),
    "obligation_queries.by_prefix": (
        set(OWING.values()),
        lambda conn, v: {OWING[one.id] for one in obligation_queries.by_prefix(conn, "ob", v, 100)},
    ),
    "obligation_queries.obligation": (
        set(OWING.values()),
        lambda conn, v: _one_by_one(lambda key: obligation_queries.obligation(conn, key, v), OWING, OWING),
    ),
    "organisation_queries.names_at_work": (
        WORKING,
        lambda conn, v: {unit_id for _, unit_id in organisation_queries.names_at_work(conn, v)},
    ),
    "organisation_queries.posts_held_by": (
        WORKING,
        lambda conn, v: {
            post.organisation_id for _, post in organisation_queries.posts_held_by(conn, PERSONS, v)
        },
    ),
    "organisation_queries.sees": (
        set(ALL),
        lambda conn, v: {one for one in ALL if organisation_queries.sees(conn, v, one)},
    ),
    "owed_queries.owed": (
        set(OWING.values()),
        lambda conn, v: {OWING[one.id] for one in owed_queries.owed(conn, v, tuple(State), 100)},
    ),
    "person_queries.posts_ever": (
        WORKING,
        lambda conn, v: {
            player.post.organisation_id
            for player in cast.PLAYERS
            if person_queries.posts_ever(conn, player.id, v)
        },
    ),
    "register_queries.indicator_sums": (
        set(OWING.values()),
        lambda conn, v: int(
            sum(each.numerator for each in register_queries.indicator_sums(conn, _cut(v), ALL))
        ),
    ),
    "register_queries.register": (
        set(OWING.values()),
        lambda conn, v: {row.fact.organisation_id for row in register_queries.register(conn, _cut(v), ALL)},
    ),
    "roadmap_queries.roadmap": (
        set(ISSUERS.values()),
        lambda conn, v: _one_by_one(lambda key: roadmap_queries.roadmap(conn, key, v), ISSUERS, ISSUERS),
    ),
    "roadmap_queries.roadmaps_called": (
        set(ISSUERS.values()),
        lambda conn, v: {ISSUERS[one.id] for one in roadmap_queries.roadmaps_called(conn, "rm", v)},
    ),
    "roadmap_queries.roadmaps_seen": (
        set(ISSUERS.values()),
        lambda conn, v: {ISSUERS[one.id] for one in roadmap_queries.roadmaps_seen(conn, v)},
    ),
    "rollup_queries.fact_groups": (
        set(OWING.values()),
        lambda conn, v: {fact.organisation_id for fact in rollup_queries.fact_groups(conn, _cut(v), ALL)},
    ),
    "rollup_queries.organisations_as_of": (
        set(ALL),
        lambda conn, v: {unit.id for unit in rollup_queries.organisations_as_of(conn, v, LATER)},
    ),
    "choice_queries.chosen": (
        set(OWING.values()),
        lambda conn, v: {OWING[one] for one in choice_queries.chosen(conn, Choice(), v)},
    ),
    "choice_queries.unknown_codes": (
        set(ALL),
        lambda conn, v: {
            unit.id
            for unit in cast.ORGANISATIONS
            if unit.code not in choice_queries.unknown_codes(conn, [unit.code], v)
        },
    ),
    "choice_queries.bulk_act": (
        set(OWING.values()),
        lambda conn, v: {
            unit_id for unit_id in OWING.values() if choice_queries.bulk_act(conn, f"bulk-{unit_id}", v)
        },
    ),
    "case_queries.open_case": (
        set(OWING.values()),
        lambda conn, v: _one_by_one(lambda key: case_queries.open_case(conn, key, v), OWING, OWING),
    ),
    "substitution_queries.end_row_of": (
        WORKING,
        lambda conn, v: {
            unit.id
            for unit in cast.ORGANISATIONS
            if unit.id in WORKING and substitution_queries.end_row_of(conn, f"substitution-{unit.id}", v)
        },
    ),
    "substitution_queries.entries": (
        WORKING,
        lambda conn, v: {
            int(one.substitution.id.removeprefix("substitution-"))
            for one in substitution_queries.entries(conn, v)
        },
    ),
    "unwatched_queries.unwatched": (
        set(OWING.values()),
        lambda conn, v: {
            OWING[one] for why in Unwatched for one in unwatched_queries.unwatched(conn, LATER, v, why)
        },
    ),
    "unwatched_queries.unwatched_counts": (
        set(OWING.values()),
        lambda conn, v: sum(unwatched_queries.unwatched_counts(conn, LATER, v).values()),
    ),
}
# Not a query: the condition the cut's queries share.
CONDITIONS = {"as_of_queries.in_cut", "scope.in_scope"}


@pytest.fixture
def owing(settled):
    return _owing(settled)


@pytest.fixture
def sqlite_owing(sqlite_settled):
    return _owing(sqlite_settled)


def _owing(engine):
    """Three roadmaps; four organisations of three shards owe, each with a paper and a letter."""
    with engine.begin() as conn:
        for roadmap_id, issuer_id in ISSUERS.items():
            conn.execute(
                insert(roadmaps).values(
                    filled(
                        roadmaps,
                        id=roadmap_id,
                        identity=roadmap_id,
                        issuer_id=issuer_id,
                        shift_policy="none",
                        returns="accepted_version",
                    )
                )
            )
            edition = filled(editions, id=roadmap_id, roadmap_id=roadmap_id, edition=1, confirmed_at=NOON)
            conn.execute(insert(editions).values(edition))
            conn.execute(insert(items).values(id=f"it-{roadmap_id}", roadmap_id=roadmap_id))
            said = filled(
                item_versions, item_id=f"it-{roadmap_id}", edition_id=roadmap_id, kind="by", policy="none"
            )
            conn.execute(insert(item_versions).values(said))
        for post in {player.post.organisation_id: player.post for player in cast.PLAYERS}.values():
            row = filled(substitutions, id=f"substitution-{post.organisation_id}", post_id=post.id)
            days = {"first": date(2026, 7, 1), "last": date(2026, 7, 2), "ends": None}
            conn.execute(insert(substitutions).values(row | days))
        for number, (obligation_id, unit_id) in enumerate(OWING.items()):
            _owe(conn, number, obligation_id, unit_id)
    return engine


def _owe(conn, number, obligation_id, unit_id):
    unit = next(one for one in cast.ORGANISATIONS if one.id == unit_id)
    row = filled(
        obligations,
        id=obligation_id,
        item_id="it-rm-r",
        roadmap_id="rm-r",
        organisation_id=unit_id,
        shard_id=unit.shard_id,
        state="open",
        kind="by",
        executor_role="organisation",
        policy="none",
        issued_at=NOON,
        raw_due=date(2026, 3, 2),
        original_due=date(2026, 3, 2),
        original_due_at=NOON + timedelta(days=50),
        due=date(2026, 3, 2),
        due_at=NOON + timedelta(days=50),
        plan_date=date(2026, 3, 2),
        remind_date=date(2026, 3, 2),
    )
    conn.execute(insert(obligations).values(row))
    paper = filled(submissions, obligation_id=obligation_id, version=1, submitted_at=NOON)
    conn.execute(insert(submissions).values(paper | {"shard_id": unit.shard_id}))
    of_paper = {"obligation_id": obligation_id, "version": 1, "shard_id": unit.shard_id}
    figure = filled(submission_figures, indicator="охват", numerator=1.0, position=1)
    conn.execute(insert(submission_figures).values(figure | of_paper))
    taken = filled(obligation_acts, seq=1, recorded_at=NOON, event="accept", state=State.ACCEPTED.value)
    conn.execute(insert(obligation_acts).values(taken | of_paper | {"bulk_id": f"bulk-{unit_id}"}))
    bulk = filled(bulk_acts, id=f"bulk-{unit_id}", shard_id=unit.shard_id, touched=1, undoes=None)
    conn.execute(insert(bulk_acts).values(bulk))
    conn.execute(insert(mailboxes).values(id=number + 1, address=f"{unit.code}@example.test"))
    letter = filled(
        letters,
        id=f"letter-{number}",
        mailbox_id=number + 1,
        organisation_id=unit_id,
        message_id=f"<{number}@example.test>",
        status=LetterStatus.SENT.value,
        finished_at=NOON,
    )
    conn.execute(insert(letters).values(letter))


def _below(conn, viewer):
    closure = organisation_ancestors.c
    rows = conn.execute(organisation_ancestors.select().where(closure.ancestor_id == viewer.organisation_id))
    return {row.organisation_id for row in rows}


@pytest.mark.parametrize("name", sorted(CALLS))
def test_every_seat_sees_its_own_subtree_all_of_it_and_nothing_else(owing, name):
    with owing.begin() as conn:
        _check_seats(conn, name)


def _check_seats(conn, name):
    there_is, call = CALLS[name]
    for viewer in SEATS:
        expected = there_is & _below(conn, viewer)
        shown = call(conn, viewer)
        if isinstance(shown, int):
            assert (name, viewer.name, len(expected)) == (name, viewer.name, shown)
        elif isinstance(shown, activity_queries.Activity):
            counts = (shown.issued, shown.submitted, shown.letters)
            assert (name, viewer.name, (len(expected),) * 3) == (name, viewer.name, counts)
        else:
            assert (name, viewer.name, expected) == (name, viewer.name, shown)


# Each organisation but the first hangs below one that stands before it, in any order of all of them.
trees = st.tuples(
    st.permutations([unit.id for unit in cast.ORGANISATIONS]),
    st.lists(st.integers(0, 100), min_size=len(ALL), max_size=len(ALL)),
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trees)
def test_in_any_tree_no_query_shows_what_lies_outside_the_seats_subtree(sqlite_owing, tree):
    order, choices = tree
    above = {order[0]: [order[0]]}
    for place, unit in enumerate(order[1:], start=1):
        above[unit] = [unit, *above[order[choices[place] % place]]]
    with sqlite_owing.connect() as conn, conn.begin() as transaction:
        settling_queries.add_ancestors(conn, above)
        for name in sorted(CALLS):
            _check_seats(conn, name)
        transaction.rollback()


def test_the_foreign_municipality_is_really_foreign(owing):
    with owing.begin() as conn:
        ours, theirs = _below(conn, cast.ZARECHNY_VIEW), _below(conn, cast.POMORSKY_VIEW)
    assert set() == ours & theirs
    assert {cast.FOREIGN_SCHOOL.id, cast.POMORSKY.id} == theirs


def test_no_query_escapes_this_table():
    assert CALLS.keys() | CONDITIONS == _queries_with_a_viewer() | CONDITIONS


def _queries_with_a_viewer():
    found = set()
    for module in pkgutil.iter_modules(storage.__path__):
        if module.ispkg:
            continue
        loaded = importlib.import_module(f"{storage.__name__}.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if function.__module__ != loaded.__name__ or name.startswith("_"):
                continue
            kinds = [str(one.annotation) for one in inspect.signature(function).parameters.values()]
            if any("Viewer" in kind or "as_of_queries.Cut" in kind for kind in kinds):
                found.add(f"{module.name}.{name}")
    return found
