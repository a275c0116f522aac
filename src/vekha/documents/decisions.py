"""The decisions file: what was read goes out as TOML, a person fills it, decisions come back checked."""

from collections.abc import Iterator

from vekha.documents.anomalies import ANOMALIES
from vekha.documents.contract import needs_review
from vekha.documents.decisions_check import judged
from vekha.documents.decisions_toml import filled_toml
from vekha.documents.point_items import point_items
from vekha.documents.toml_text import toml_comment, toml_date, toml_string
from vekha.domain.deadlines import Deadline, DeadlineKind, Occurrence
from vekha.domain.decisions import DecisionKind, Decisions
from vekha.domain.roadmaps import Roadmap, RoadmapItem
from vekha.rules.shift_grounds import ground_of

KINDS = {
    DeadlineKind.DATE: "к дате",
    DeadlineKind.WINDOW: "промежуток",
    DeadlineKind.RECURRING: "повторяется",
    DeadlineKind.CONTINUOUS: "весь период",
    DeadlineKind.EXTERNAL: "по другому документу",
    DeadlineKind.EVENT: "после события",
    DeadlineKind.UNSPECIFIED: "срок не назван",
}
HOW_TO = (
    "Файл решений по дорожной карте. Прочитанное вступит в силу только после ваших решений.",
    'У каждой строки: decision = "accept" (принять прочитанное), "phrase" (прочесть другую формулировку',
    'из phrase), "dates" (взять даты из dates) или "leave_out" (не ставить на контроль).',
    "Строки с пустым decision вызвали сомнение: решите их. who — кто решил, why — почему; пустые берутся",
    "из раздела [plan]. executor — исполнитель вместо напечатанного, если он нужен другой.",
    "Разделы point — поручения самого приказа, которых нет в таблице; решаются так же. Со сроком они ждут",
    "решения, без срока не ставятся на контроль, пока вы не впишете другое.",
    "dates: [[2026-09-15]] — срок к дате; [[2026-09-01, 2026-09-15]] — с какого по какое, включительно.",
)  # fmt: skip
CHECKPOINTS = (
    "Контрольные точки «постоянно» и «в течение года»: own — по отчётным датам самого документа, а без них",
    "раз в полугодие; none — только к концу срока, yearly — раз в год, half_yearly — раз в полугодие,",
    "quarterly — раз в квартал. У отдельной строки — её поле checkpoints.",
)
DAYS_OFF = (
    "Срок на выходной. Пусто: по виду работы, как напечатано у каждой строки. Если решает сам документ или",
    "инструкция, впишите их пункт в policy_basis, а в policy — following (следующий рабочий день), preceding",
    "(предыдущий), modified_following (следующий, но не в другом месяце) или none (как есть). Здесь — для",
    "всех строк, у строки — только для неё.",
)  # fmt: skip
SHOWN_DATES = 12


def decisions_template(roadmap: Roadmap) -> str:
    """Return the file a person fills: doubtful rows have an empty decision, the others are pre-accepted."""
    lines = [toml_comment(line) for line in HOW_TO]
    lines += ["", *_document(roadmap), "", *_plan(roadmap)]
    for item in roadmap.items:
        lines += ["", *_item("item", item, "" if needs_review(item, roadmap) else DecisionKind.ACCEPT)]
    for point in point_items(roadmap):
        lines += ["", *_item("point", point, "" if point.deadline_text else DecisionKind.LEAVE_OUT)]
    return "\n".join(lines) + "\n"


def read_decisions(text: str, roadmap: Roadmap) -> Decisions:
    """Return the decisions. Raises DecisionsError that names every misfit with its place at once."""
    return judged(filled_toml(text), roadmap)


def _document(roadmap: Roadmap) -> Iterator[str]:
    body = roadmap.body
    yield "[document]"
    yield f"file = {toml_string(roadmap.file)}"
    yield f"sha256 = {toml_string(roadmap.sha256)}"
    yield f"title = {toml_string(body.title)}"
    yield f"order_number = {toml_string(body.order_number or '')}"
    yield f"order_date = {toml_date(body.order_date)}"
    if roadmap.read_by:
        yield toml_comment("Учебный год, по которому прочитаны четверти и каникулы.")
        yield f"read_by = {toml_string(roadmap.read_by)}"
    for remark in roadmap.remarks:
        if remark.place is None:
            yield toml_comment(f"Замечание: {remark}")


def _plan(roadmap: Roadmap) -> Iterator[str]:
    body = roadmap.body
    control = next((one for one in body.controllers if one.kind == "control"), None)
    yield "[plan]"
    yield toml_comment(f"Период. {body.period_basis}")
    yield f"plan_start = {toml_date(body.plan_start)}"
    yield f"plan_end = {toml_date(body.plan_end)}"
    yield toml_comment(
        f"Кто издал: код организации или название. Пусто: как в документе ({body.issuer or 'не назван'})."
    )
    yield 'issuer = ""'
    if control:
        yield toml_comment(f"Контроль, по документу: «{control.quote}»")
    else:
        yield toml_comment("Кто ведёт контроль? Пусто: руководитель издавшей организации.")
    yield f"controller = {toml_string(control.name if control else '')}"
    for line in DAYS_OFF:
        yield toml_comment(line)
    yield 'policy = ""'
    yield 'policy_basis = ""'
    yield toml_comment(
        "Какая бумага считается: accepted_version — принятая, first_version — первая присланная."
    )
    yield 'returns = "accepted_version"'
    yield toml_comment(
        "Сроки, прошедшие до дня ввода: history — только в учёт, in_force — поставить на контроль."
    )
    yield 'past = ""'
    for line in CHECKPOINTS:
        yield toml_comment(line)
    yield 'checkpoints = "own"'
    yield toml_comment("Кто решил и почему: для строк, где это не сказано отдельно.")
    yield 'who = ""'
    yield 'why = ""'


def _item(table: str, item: RoadmapItem, proposed: str) -> Iterator[str]:
    yield f"[[{table}]]"
    yield toml_comment(str(item.place))
    yield f"ordinal = {item.ordinal}"
    yield f"number = {toml_string(item.number or '')}"
    yield f"title = {toml_string(item.title)}"
    yield toml_comment(f"Срок: «{item.deadline_text}». Прочитано: {read_in_russian(item.deadline)}.")
    yield toml_comment(f"Исполнитель: «{item.executor_text}». Результат: «{item.result_text}».")
    for doubt in doubts_of(item):
        yield toml_comment(f"Сомнение: {doubt}")
    yield f'decision = "{proposed}"'
    yield 'phrase = ""'
    yield "dates = []"
    yield 'executor = ""'
    ground = ground_of(item.title, item.result_text, item.result_kind)
    yield toml_comment(f"Срок на выходной: {ground.policy.value} — {ground.basis}.")
    yield 'policy = ""'
    yield 'policy_basis = ""'
    if item.deadline.kind is DeadlineKind.CONTINUOUS:
        yield 'checkpoints = ""'
    yield 'who = ""'
    yield 'why = ""'


def doubts_of(item: RoadmapItem) -> tuple[str, ...]:
    """Return what a person should know before deciding, in Russian."""
    cells = (f"{ANOMALIES[code].text} {ANOMALIES[code].advice}" for code in item.anomalies)
    return tuple(dict.fromkeys([*cells, *item.deadline.doubts, *item.executors.doubts]))


def read_in_russian(deadline: Deadline) -> str:
    """Return the reading in short: its kind and dates."""
    shown = [_shown(one) for one in deadline.occurrences[:SHOWN_DATES]]
    more = len(deadline.occurrences) - len(shown)
    dates = ", ".join(shown) + (f" и ещё {more}" if more > 0 else "")
    return f"{KINDS[deadline.kind]}: {dates}" if dates else KINDS[deadline.kind]


def _shown(one: Occurrence) -> str:
    due = f"{one.raw_due:%d.%m.%Y}"
    return f"{one.start:%d.%m.%Y}–{due}" if one.start else due
