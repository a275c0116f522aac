"""The control-and-analysis memo (контрольно-аналитическая справка) as blocks (domain/reports.md 7.1)."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count

from vekha.domain.figures import RegisterRow
from vekha.reports import memo_sentences, memo_tables
from vekha.reports.paper import (
    Blank,
    Block,
    Bullets,
    Heading,
    Paper,
    PaperFacts,
    Paragraph,
    Table,
)
from vekha.reports.phrases import at_instant, for_period
from vekha.rules.russian import sentence

TITLE = "Контрольно-аналитическая справка"


def memo(facts: PaperFacts) -> Paper:
    """Return the memo. Judgement is left as marked blanks; every sentence and row comes from the facts."""
    number = count(1)
    blocks = [
        *_head(facts),
        _heading(number, "Порядок подсчёта"),
        *(Paragraph(text) for text in memo_sentences.method(facts)),
        Paragraph(memo_sentences.who_reported(facts)),
        _heading(number, "Итоги"),
        *(Paragraph(text) for text in memo_sentences.summary(facts)),
        memo_tables.by_organisation(facts),
        _heading(number, "По разделам"),
        *_sections(facts),
        _heading(number, "Не представили сведений"),
        *_silent(facts),
        *_lists(facts, number),
        *_indicators(facts, number),
        _heading(number, "Выводы и предложения"),
        Blank("Причины неисполнения (заполняет составитель)"),
        Blank("Выводы (заполняет составитель)"),
        Blank("Предложения: кого заслушать, кому помочь, кому продлить срок, — с датой и ответственным"),
        *_foot(facts),
    ]
    return Paper(f"{TITLE}. {facts.organisation.name}", tuple(blocks), facts.as_of)


def _heading(number: Iterator[int], text: str) -> Heading:
    return Heading(f"{next(number)}. {text}")


def _head(facts: PaperFacts) -> tuple[Block, ...]:
    controllers = sorted({source.controller for source in facts.sources if source.controller})
    what = "дорожных карт" if len(facts.sources) != 1 else "дорожной карты"
    titles = "; ".join(f"«{source.title}» ({source.order})" for source in facts.sources)
    lines = [
        f"об исполнении {what} {for_period(facts.period)}",
        facts.organisation.name,
        f"По состоянию на {at_instant(facts.as_of, facts.organisation.zone)}",
    ]
    under = [Paragraph(line, centred=True) for line in lines]
    about = [f"Дорожные карты: {titles}." if len(facts.sources) > 1 else f"Дорожная карта: {titles}."]
    kept = [sentence(f"Контроль: {', '.join(controllers)}")] if controllers else []
    made = [sentence(f"Составил: {facts.prepared_by}")] if facts.prepared_by else []
    told = [*(about if titles else []), *kept, *made]
    return (Heading(TITLE, 0), *under, *(Paragraph(text) for text in told))


def _sections(facts: PaperFacts) -> tuple[Block, ...]:
    if not facts.rows:
        return (Paragraph("Обязательств в этом периоде нет."),)
    return (memo_tables.by_section(facts),)


def _silent(facts: PaperFacts) -> tuple[Block, ...]:
    if not facts.silent:
        return (Paragraph("Таких организаций нет."),)
    return (
        Paragraph("Срок наступил, но ни одной бумаги не поступило:"),
        Bullets(tuple(memo_tables.full_name_in_tree(each, facts) for each in facts.silent)),
    )


_LISTS: tuple[
    tuple[
        str,
        str,
        Callable[[PaperFacts], tuple[RegisterRow, ...]],
        Callable[[PaperFacts, Sequence[RegisterRow]], Table],
    ],
    ...,
] = (
    (
        "Не исполнено",
        "Неисполненных обязательств с истёкшим сроком нет.",
        memo_tables.not_done,
        memo_tables.not_done_table,
    ),
    (
        "Исполнено или сдано с нарушением срока",
        "Исполненного или сданного с нарушением срока нет.",
        memo_tables.done_late,
        memo_tables.done_late_table,
    ),
    (
        "Возвращено на доработку",
        "Возвратов не было.",
        memo_tables.returned,
        memo_tables.returned_table,
    ),
    (
        "Продлено, приостановлено, освобождено и отменено",
        "Сроки не продлевались, никто не освобождён, ничего не приостановлено и не отменено.",
        memo_tables.changed,
        memo_tables.changed_table,
    ),
)


def _lists(facts: PaperFacts, number: Iterator[int]) -> Iterator[Block]:
    for title, none, rows_of, table_of in _LISTS:
        rows = rows_of(facts)
        yield _heading(number, title)
        if not rows:
            yield Paragraph(none)
            continue
        yield table_of(facts, rows)
        if note := memo_tables.left_out(rows):
            yield Paragraph(note, small=True)
    late = memo_tables.dated_back(facts)
    if late:
        yield Paragraph(
            f"Внесено задним числом (бумага получена не через систему): {len(late)}; "
            "оба момента хранятся и отмечены в реестре.",
            small=True,
        )


def _indicators(facts: PaperFacts, number: Iterator[int]) -> tuple[Block, ...]:
    if not (facts.indicators or facts.plans):
        return ()
    about = (
        "По принятым бумагам; числители и знаменатели сложены, доля — от сумм. "
        "План — из самой дорожной карты или из акта, который назван при нём."
    )
    return (_heading(number, "Показатели"), memo_tables.indicators(facts), Paragraph(about, small=True))


def _foot(facts: PaperFacts) -> tuple[Block, ...]:
    return (
        Blank("Подпись, должность, дата", 1),
        Paragraph(
            f"База подсчёта: {facts.tree.total.base}. "
            f"Момент: {at_instant(facts.as_of, facts.organisation.zone)}. "
            f"Отпечаток сведений (SHA-256): {facts.figures_sha256}.",
            small=True,
        ),
        Paragraph(f"Журнал: {facts.head}.", small=True),
    )
