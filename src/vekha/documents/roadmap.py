"""A document read to a Roadmap: rows, the order around them, remarks, and the proof that no word is lost."""

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path

from vekha.documents.anomalies import remark, with_anomalies
from vekha.documents.coverage import coverage_of
from vekha.documents.drafts import Draft, PlanRows, named_sections, top_section
from vekha.documents.errors import DocumentError
from vekha.documents.flat_rows import flat_rows
from vekha.documents.heading_deadlines import as_inherited
from vekha.documents.indicator_tables import indicator_rows
from vekha.documents.item_text import ItemText, item_text, targets
from vekha.documents.limits import LIMITS, Limits
from vekha.documents.names import display_name
from vekha.documents.order_body import Body, order_body
from vekha.documents.plan_rows import plan_rows
from vekha.documents.printed_deadlines import read_printed
from vekha.documents.readers import Reader, read_source
from vekha.documents.reading import read_apart
from vekha.documents.row_kinds import is_child
from vekha.documents.tables import SourceDocument, TextTable
from vekha.documents.vocabulary import Column
from vekha.documents.wording import one_line
from vekha.domain.deadlines import Confidence, Deadline, DeadlineKind, Span
from vekha.domain.places import Place, Remark
from vekha.domain.roadmaps import Coverage, Marks, Rest, Roadmap, RoadmapItem, Section, StartAndEnd
from vekha.rules.deadline_parts import Setting
from vekha.rules.deadlines import with_inferred_period
from vekha.rules.executors import read_executors
from vekha.rules.indicators import read_indicator, read_indicators
from vekha.rules.plan_check import plan_remarks
from vekha.rules.results import result_kind

WRAPPED_LINE = re.compile(r"\s*\n\s*(?=[^А-ЯЁA-Z])")
NO_PLAN = "в документе не найден план мероприятий: нет таблицы, где есть мероприятие, срок и исполнитель."
NO_PLAN_ADVICE = "Проверьте, что приложена сама дорожная карта, и что её таблица — текст, а не картинка."
GUESSED_PERIOD = "период плана в документе не назван: даты стоят на догадке"
NO_ROWS = "таблица плана пуста: шапка есть, строк мероприятий нет."
NO_ROWS_ADVICE = "Пришлите заполненную дорожную карту."


def read_roadmap(path: Path, limits: Limits = LIMITS) -> Roadmap:
    """Return what the file prints, read in a child to proposals; nothing is in force yet.

    Raises DocumentError.
    """
    name = display_name(path.name)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise DocumentError("такого файла нет.", "Проверьте имя и папку.", str(path)) from error
    except IsADirectoryError as error:
        raise DocumentError("это папка, а не файл.", "Укажите файл документа.", str(path)) from error
    except OSError as error:
        raise DocumentError("файл не открывается.", "Проверьте права доступа к нему.", str(path)) from error
    return roadmap_of(content, name, limits, read_apart)


def roadmap_of(content: bytes, file: str, limits: Limits = LIMITS, read: Reader = read_source) -> Roadmap:
    """Return the roadmap in `content`; `file` is display text only. Raises DocumentError.

    `read`: `read_source` reads in this process, `read_apart` in a child with bounds.
    """
    source = read(content, file, limits)
    found = _plan_in(source)
    body = order_body(source, found.rows, found.flat_start)
    sections = named_sections(found.rows.sections)
    drafts = with_anomalies(found.rows.drafts, sections)
    texts = [item_text(draft.text(Column.TITLE)) for draft in drafts]
    items = tuple(
        _item(ordinal, draft, text, top_section(sections, draft.section), body)
        for ordinal, (draft, text) in enumerate(zip(drafts, texts, strict=True), start=1)
    )
    rest = (*_prose_rest(source, found), *found.rows.rest, *_tags(drafts, texts))
    roadmap = Roadmap(
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        body=body.order,
        sections=tuple(sections),
        items=items,
        rest=rest,
        coverage=_whole(source, _row_words(drafts, items), _titles(sections), rest),
        unread=source.unread,
        remarks=(*_remarks(source, body, items), *_empty_sections(sections, drafts)),
        flat_text=found.flat_start is not None,
        encoding=source.encoding,
        indicators=indicator_rows(source, found.rows.plan_tables),
    )
    return replace(roadmap, remarks=(*roadmap.remarks, *plan_remarks(roadmap)))


@dataclass(frozen=True, slots=True)
class _Plan:
    """Rows, the lines they and their headings took, and for flat text the line it starts on."""

    rows: PlanRows
    flat_start: int | None = None
    lines: frozenset[int] = frozenset()


def _plan_in(source: SourceDocument) -> _Plan:
    """Rows from tables, or from flat text where no table is a plan."""
    rows = plan_rows(source)
    if rows.plan_tables:
        if not rows.drafts:
            raise DocumentError(NO_ROWS, NO_ROWS_ADVICE, Place(source.file, table=rows.plan_tables[0]))
        return _Plan(rows, lines=frozenset(rows.heading_lines))
    flat = flat_rows(source)
    if flat is None:
        raise DocumentError(NO_PLAN, NO_PLAN_ADVICE, source.file)
    flat.rows.rest.extend(rows.rest)
    return _Plan(flat.rows, flat.first_line, flat.lines)


def _whole(source: SourceDocument, rows: list[str], sections: list[str], rest: tuple[Rest, ...]) -> Coverage:
    """Return the coverage. Raises DocumentError where a word of the source went nowhere (design 4.1)."""
    covered, lost = coverage_of(source.raw_text, rows, sections, [one.text for one in rest])
    if lost:
        shown = ", ".join(lost[:10])
        raise DocumentError(
            f"при чтении потеряны слова ({len(lost)}): {shown}.",
            "Пришлите этот файл разработчику.",
            source.file,
        )
    return covered


def _item(ordinal: int, draft: Draft, text: ItemText, section: str | None, body: Body) -> RoadmapItem:
    deadline, executor, result = (
        one_line(draft.text(column)) for column in (Column.DEADLINE, Column.EXECUTOR, Column.RESULT)
    )
    column = one_line(draft.text(Column.INDICATOR))
    indicators = (column,) if column else text.indicators or targets(result) or _planned(text.title)
    order = body.order
    span = Span(order.plan_start, order.plan_end) if order.plan_start and order.plan_end else None
    read = _deadline(draft, Setting(span, text.title, executor, result) if span else None)
    if draft.under_heading:
        read = as_inherited(read)
    if any(doubt.code == "period_guessed" for doubt in body.doubts):
        read = with_inferred_period(read, GUESSED_PERIOD)
    return RoadmapItem(
        ordinal=ordinal,
        number=one_line(draft.text(Column.NUMBER)) or None,
        section=section,
        title=text.title,
        deadline_text=deadline,
        deadline=read,
        executor_text=executor,
        executors=read_executors(_lines_of_executors(draft.text(Column.EXECUTOR)), order.issuer_level),
        result_text=result,
        result_kind=result_kind(result),
        indicators=indicators,
        indicator_readings=tuple(one for said in indicators for one in read_indicators(said)),
        anomalies=(*draft.anomalies, *(("html_remnants",) if text.tags else ())),
        place=draft.place,
        columns=_columns(draft),
        source=draft.source,
    )


def _planned(title: str) -> tuple[str, ...]:
    """The clauses of a title that plan a figure; «стаж не более 3 лет» plans none."""
    return tuple(clause for clause in targets(title) if read_indicator(clause).target is not None)


def _lines_of_executors(text: str) -> str:
    """A line that opens with a capital is another executor; any other line only wraps."""
    return WRAPPED_LINE.sub(" ", text)


def _deadline(draft: Draft, setting: Setting | None) -> Deadline:
    phrase = one_line(draft.text(Column.DEADLINE))
    if setting is None:
        doubt = "Период плана неизвестен, срок прочесть не на что: укажите начало и конец плана."
        return Deadline(phrase, DeadlineKind.UNSPECIFIED, (), Confidence.UNREADABLE, doubts=(doubt,))
    return read_printed(phrase, _columns(draft), setting)


def _columns(draft: Draft) -> Marks | StartAndEnd | None:
    start, end = (one_line(draft.text(at)) for at in (Column.DEADLINE_START, Column.DEADLINE_END))
    return draft.marks or (StartAndEnd(start, end) if start or end else None)


@dataclass(frozen=True, slots=True)
class _Field:
    column: Column
    text: str


def _row_words(drafts: list[Draft], items: tuple[RoadmapItem, ...]) -> list[str]:
    """Texts of the rows as the roadmap holds them; a merged cell counts once."""
    texts: list[str] = []
    for draft, item in zip(drafts, items, strict=True):
        fields = (
            _Field(Column.NUMBER, item.number or ""),
            _Field(Column.TITLE, item.title),
            _Field(Column.DEADLINE, item.deadline_text),
            _Field(Column.EXECUTOR, item.executor_text),
            _Field(Column.RESULT, item.result_text),
            _Field(Column.INDICATOR, item.indicators[0] if draft.text(Column.INDICATOR) else ""),
        )
        texts += [field.text for field in fields if field.column not in draft.shared]
    return texts


def _titles(sections: list[Section]) -> list[str]:
    return [f"{one.number if one.number_printed and one.number else ''} {one.title}" for one in sections]


def _tags(drafts: list[Draft], texts: list[ItemText]) -> list[Rest]:
    return [
        Rest(draft.place, "html", text.tags) for draft, text in zip(drafts, texts, strict=True) if text.tags
    ]


def _prose_rest(source: SourceDocument, plan: _Plan) -> list[Rest]:
    """Lines around the plan, each with its place: the order before it, fragments after it."""
    rest: list[Rest] = []
    kind = "order_text"
    for block in source.blocks:
        if isinstance(block, TextTable):
            kind = "fragment" if block.number in plan.rows.plan_tables else kind
            continue
        line = block.place.line or 0
        kind = "fragment" if plan.flat_start is not None and line >= plan.flat_start else kind
        if block.text.strip() and line not in plan.lines:
            rest.append(Rest(block.place, kind, block.text.strip()))
    return rest


def _empty_sections(sections: list[Section], drafts: list[Draft]) -> list[Remark]:
    """A heading nothing stands under may have lost its rows."""
    used = {draft.section for draft in drafts}
    found = []
    for at, section in enumerate(sections):
        deeper = at + 1 < len(sections) and is_child(sections[at + 1].number, section.number)
        if at not in used and not deeper:
            found.append(replace(remark("section_without_items", detail=section.title), place=section.place))
    return found


def _remarks(source: SourceDocument, body: Body, items: tuple[RoadmapItem, ...]) -> tuple[Remark, ...]:
    found = [replace(remark(one.code, detail=one.detail), place=one.place) for one in body.doubts]
    found += [remark(code, detail=detail) for code, detail in source.doubts]
    found += [remark("part_unread", detail=part) for part in source.unread]
    if source.encoding == "cp1251":
        found.append(remark("cp1251"))
    if source.tracked_changes:
        found.append(remark("tracked_changes", detail=str(source.tracked_changes)))
    found += [remark(code, item) for item in items for code in item.anomalies]
    return tuple(found)
