"""How the items of a roadmap stand, read on both databases after a quarter of life."""

from sqlalchemy import select

from vekha.domain.obligations import State
from vekha.storage import link_queries
from vekha.storage.obligation_tables import obligation_acts, obligations
from vekha.storage.roadmap_tables import roadmaps

GONE = {State.WAIVED, State.WITHDRAWN}


def test_every_obligation_that_still_counts_stands_with_the_instant_of_its_paper(lived):
    with lived.begin() as conn:
        stands = [
            one
            for roadmap_id in conn.execute(select(roadmaps.c.id)).scalars()
            for found in link_queries.stands_of(conn, roadmap_id).values()
            for one in found
        ]
        rows = conn.execute(select(obligations.c.id, obligations.c.due, obligations.c.state)).all()
        acts = conn.execute(select(obligation_acts.c.obligation_id, obligation_acts.c.counted_at)).all()
    counted = {}
    for obligation_id, at in acts:
        counted[obligation_id] = max(filter(None, (counted.get(obligation_id), at)), default=None)
    expected = [(str(due), state, counted.get(one)) for one, due, state in rows if state not in GONE]
    told = sorted(expected, key=str)
    assert told == sorted(((str(one.due), one.state.value, one.handed_at) for one in stands), key=str)
    assert any(at for _, _, at in told)
    assert any(at is None for _, _, at in told)
