"""Acts, pages and figures as proof; what leaps has to be explained."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from tests import cast, plans
from tests.actions.test_issue import issued
from tests.plans import item

from vekha.actions.review import Ruling, review
from vekha.actions.submit import Desk, submit
from vekha.actions.verify import verify
from vekha.domain.deadlines import Deadline, DeadlineKind, Occurrence
from vekha.domain.evidence import EvidenceAct
from vekha.domain.obligations import Figure
from vekha.domain.organisations import Actor
from vekha.rules.incoming import IncomingFile, Paper, PaperError, read_evidence_act
from vekha.storage.evidence_pages import PageError
from vekha.storage.obligation_tables import obligations, submission_acts, submission_figures

HEAD = Actor(cast.HEAD_1.id, cast.SCHOOL_1_VIEW)
LATER = plans.NOW + timedelta(days=90)
ACT = EvidenceAct("приказ о наставничестве", "5-ОД", date(2026, 2, 1))


def twice_a_year():
    dates = (date(2026, 3, 16), date(2026, 9, 15))
    return Deadline(
        "два раза",
        DeadlineKind.RECURRING,
        tuple(Occurrence(str(n), None, day) for n, day in enumerate(dates, 1)),
    )


@pytest.fixture
def desk(sqlite_settled, tmp_path):
    issued(sqlite_settled, item(1, twice_a_year(), plans.SCHOOLS))
    return Desk(sqlite_settled, tmp_path)


def numbers(desk):
    mine = obligations.c.organisation_id == cast.SCHOOL_1.id
    with desk.engine.begin() as conn:
        return list(conn.scalars(select(obligations.c.id).where(mine).order_by(obligations.c.due)))


def rows(desk, table):
    with desk.engine.begin() as conn:
        return conn.execute(select(table)).all()


def test_an_act_is_proof_by_its_number_and_date(desk):
    submit(desk, numbers(desk)[0], Paper(acts=(ACT,)), HEAD, LATER)
    (kept,) = rows(desk, submission_acts)
    assert ("приказ о наставничестве", "5-ОД", date(2026, 2, 1)) == (kept.title, kept.number, kept.date)
    assert () == verify(desk.engine)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("приказ о наставничестве № 5-ОД от 01.02.2026", ACT),
        ("Протокол №12 от 3.2.2026 г.", EvidenceAct("Протокол", "12", date(2026, 2, 3))),
        ("приказ № 5 от 1 февраля 2026 г.", EvidenceAct("приказ", "5", date(2026, 2, 1))),
        ("№ 7 от 01.02.2026", EvidenceAct("акт", "7", date(2026, 2, 1))),
    ],
)
def test_an_act_is_read_as_people_write_it(text, expected):
    assert expected == read_evidence_act(text)


@pytest.mark.parametrize(
    "text",
    ["приказ 5", "№ 5 от 31.02.2026", "", "приказ № от 01.02.2026", "приказ № 5 к приказу № 6 от 01.02.2026"],
)
def test_what_is_no_act_is_refused(text):
    with pytest.raises(PaperError, match="не разобран"):
        read_evidence_act(text)


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        (Paper(acts=(EvidenceAct("приказ", "1", date(2027, 1, 1)),)), "ещё не наступило"),
        (Paper(files=(IncomingFile("вирус.exe", b"MZ"),)), "не принимаются"),
        (Paper(figures=(Figure("доля", 41, 40),)), "часть больше целого"),
    ],
)
def test_what_cannot_be_proof_is_refused(desk, paper, said):
    with pytest.raises(PaperError, match=said):
        submit(desk, numbers(desk)[0], paper, HEAD, LATER)


def test_a_page_of_a_site_nobody_allowed_is_not_fetched(desk):
    with pytest.raises(PageError, match="не принимаются"):
        submit(desk, numbers(desk)[0], Paper(links=("http://127.0.0.1:9/x",)), HEAD, LATER)


def accepted(desk, *figures):
    first = numbers(desk)[0]
    submit(desk, first, Paper(figures=figures), HEAD, LATER)
    review(desk.engine, first, Ruling(accepted=True), plans.BY, LATER + timedelta(hours=1))


def test_a_share_that_leaps_beside_the_last_form_has_to_be_explained(desk):
    accepted(desk, Figure("доля педагогов", 10, 40))
    second, later = numbers(desk)[1], LATER + timedelta(days=30)
    with pytest.raises(PaperError, match="было 25 %, стало 90 %"):
        submit(desk, second, Paper(figures=(Figure("доля педагогов", 36, 40),)), HEAD, later)
    told = Figure("доля педагогов", 36, 40, "в школу пришли молодые педагоги")
    submit(desk, second, Paper(figures=(told,)), HEAD, later)
    assert "в школу пришли молодые педагоги" in {row.explanation for row in rows(desk, submission_figures)}


@pytest.mark.parametrize("second", [Figure("доля педагогов", 12, 44), Figure("другой показатель", 900, 1000)])
def test_a_figure_that_hardly_moves_or_is_new_is_taken(desk, second):
    accepted(desk, Figure("доля педагогов", 10, 40))
    number, later = numbers(desk)[1], LATER + timedelta(days=30)
    assert 1 == submit(desk, number, Paper(figures=(second,)), HEAD, later).version
