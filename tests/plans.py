"""Roadmaps and decisions made by hand, as a reader would hand them over."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tests import cast

from vekha.domain.deadlines import Confidence, Deadline, DeadlineKind, Occurrence, Span
from vekha.domain.decisions import Decision, DecisionKind, Decisions
from vekha.domain.executors import ExecutorLevel, ExecutorPart, ExecutorRole, Executors
from vekha.domain.obligations import ShiftPolicy
from vekha.domain.organisations import Actor, Level
from vekha.domain.places import Place
from vekha.domain.roadmaps import Coverage, OrderBody, Roadmap, RoadmapItem

PLAN = Span(date(2026, 1, 12), date(2026, 12, 31))
NOW = datetime(2026, 1, 12, 7, tzinfo=UTC)
BY = Actor("person-5", cast.ZARECHNY_VIEW)

SCHOOLS = ExecutorPart("ОО", ExecutorRole.SCHOOL, ExecutorLevel.SCHOOL, many=True)
HEADS = ExecutorPart("руководители ОО", ExecutorRole.SCHOOL_HEAD, ExecutorLevel.SCHOOL, many=True)
CURATORS = ExecutorPart("кураторы", ExecutorRole.CURATOR, ExecutorLevel.SCHOOL, many=True)
OFFICE = ExecutorPart("УО", ExecutorRole.DEPARTMENT, ExecutorLevel.MUNICIPALITY, many=False)
CENTRE = ExecutorPart("ИМЦ", ExecutorRole.METHODICAL_CENTRE, ExecutorLevel.MUNICIPALITY, many=False)
PARTNERS = ExecutorPart("партнёры", ExecutorRole.PARTNER, ExecutorLevel.OUTSIDE, many=True)


def person(name):
    return ExecutorPart(name, ExecutorRole.PERSON, ExecutorLevel.UNKNOWN, many=False, name=name)


def by(day):
    return Deadline(f"до {day:%d.%m.%Y}", DeadlineKind.DATE, (Occurrence("1", None, day),), explain=("дата",))


def doubtful(day):
    return replace(by(day), confidence=Confidence.PROPOSED, doubts=("год не назван",))


def undated(kind=DeadlineKind.EXTERNAL):
    return Deadline("по отдельному графику", kind, explain=("график в документе не приведён",))


def item(ordinal, deadline, *parts, result_kind="order", number=None, doubts=()):
    return RoadmapItem(
        ordinal=ordinal,
        number=number or f"1.{ordinal}",
        section="1",
        title=f"Мероприятие {ordinal}",
        deadline_text=deadline.phrase,
        deadline=deadline,
        executor_text=", ".join(part.text for part in parts),
        executors=Executors(", ".join(part.text for part in parts), parts, doubts=doubts),
        result_text="Приказ",
        result_kind=result_kind,
        indicators=(),
        anomalies=(),
        place=Place("plan.docx", table=1, row=ordinal + 1),
    )


def roadmap(*items, number="17", issuer=cast.ZARECHNY.name, sha256="a" * 64, level=Level.MUNICIPALITY):
    body = OrderBody(
        title="Об утверждении дорожной карты наставничества",
        table_title=None,
        order_number=number,
        order_date=date(2026, 1, 12),
        issuer=issuer,
        issuer_level=level,
        plan_start=PLAN.first,
        plan_end=PLAN.last,
        period_basis="год назван",
    )
    return Roadmap("plan.docx", sha256, body, (), items, (), Coverage(10, 10, 0, 0, 0))


def decisions(*items, sha256="a" * 64, issuer="", controller="", past=None, plan=PLAN, **others):
    facts = {"policy": ShiftPolicy.FOLLOWING, "policy_basis": "ст. 193 ГК РФ по аналогии"} | others
    return Decisions(
        file_sha256=sha256,
        plan=plan,
        issuer=issuer,
        controller=controller,
        returns="accepted_version",
        past=past,
        items=items,
        **facts,
    )


def accept(ordinal, who="Тропинина Н.Л.", why="сверено с приказом", **others):
    return Decision(ordinal, DecisionKind.ACCEPT, who=who, why=why, **others)


def decide(ordinal, kind, who="Тропинина Н.Л.", why="уточнено", **others):
    return Decision(ordinal, kind, who=who, why=why, **others)
