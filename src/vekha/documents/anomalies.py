"""What may be odd about a row: a code for scripts, a sentence and advice for the person who decides."""

from collections import Counter
from dataclasses import dataclass, replace

from vekha.documents.drafts import Draft
from vekha.documents.vocabulary import Column
from vekha.documents.wording import deadline_likeness, number_parts
from vekha.domain.places import Remark, Weight
from vekha.domain.roadmaps import RoadmapItem, Section
from vekha.rules.results import result_kind


@dataclass(frozen=True, slots=True)
class Anomaly:
    """`about`: the field of the row it throws doubt on; None for the row as a whole, or the document."""

    text: str
    advice: str
    weight: Weight = Weight.DOUBT
    about: Column | None = None


ANOMALIES: dict[str, Anomaly] = {
    "no_number": Anomaly(
        "у строки нет номера, хотя у других он есть.",
        "Сверьте: не часть ли это строки выше.",
        about=Column.NUMBER,
    ),
    "duplicate_number": Anomaly(
        "такой номер напечатан ещё раз.", "Строки различаются по порядку, не по номеру.", about=Column.NUMBER
    ),
    "number_gap": Anomaly(
        "перед этим номером пропущены другие.",
        "Сверьте с подлинником: не потеряны ли строки.",
        about=Column.NUMBER,
    ),
    "empty_deadline": Anomaly(
        "срок не указан.", "Назначьте даты или другую формулировку срока.", about=Column.DEADLINE
    ),
    "empty_executor": Anomaly("исполнитель не указан.", "Назовите исполнителя.", about=Column.EXECUTOR),
    "empty_result": Anomaly(
        "результат не указан.", "Решите, чем подтверждается исполнение.", about=Column.RESULT
    ),
    "deadline_unlike": Anomaly(
        "текст в столбце срока не похож на срок.", "Проверьте, не сдвинуты ли ячейки.", about=Column.DEADLINE
    ),
    "deadline_from_columns": Anomaly(
        "срок собран из столбцов начала и окончания.", "Подтвердите даты.", about=Column.DEADLINE
    ),
    "deadline_from_marks": Anomaly(
        "срок собран из отметок в столбцах кварталов или месяцев.",
        "Сверьте отметки и подтвердите даты.",
        about=Column.DEADLINE,
    ),
    "deadline_inherited": Anomaly(
        "своего срока у строки нет, взят срок заголовка над нею.",
        "Подтвердите срок строки.",
        about=Column.DEADLINE,
    ),
    "split_cell": Anomaly(
        "срок и исполнитель стояли в одной ячейке и разделены по смыслу.",
        "Сверьте, где кончается срок.",
        about=Column.DEADLINE,
    ),
    "executor_shifted": Anomaly(
        "исполнитель стоял в соседнем столбце.", "Проверьте исполнителя.", about=Column.EXECUTOR
    ),
    "executor_result_swapped": Anomaly(
        "в столбце результата назван исполнитель.", "Проверьте, кто отвечает.", about=Column.RESULT
    ),
    "extra_cell": Anomaly(
        "ячеек больше, чем в шапке; лишняя отнесена к пустому столбцу.", "Проверьте строку."
    ),
    "continuation_joined": Anomaly("строка разорвана и соединена со своим продолжением.", "Проверьте текст."),
    "merged_cell_shared": Anomaly(
        "ячейка объединена с ячейкой выше и действует на обе строки.", "Проверьте."
    ),
    "title_inherited": Anomaly(
        "название взято из строки выше: своё не напечатано.", "Проверьте название.", about=Column.TITLE
    ),
    "html_remnants": Anomaly(
        "в тексте остались знаки разметки HTML.", "Проверьте, не потерян ли пункт списка.", about=Column.TITLE
    ),
    "columns_by_content": Anomaly("у таблицы нет шапки, столбцы узнаны по содержанию.", "Проверьте столбцы."),
    "flat_text": Anomaly(
        "строка собрана из сплошного текста без столбцов.",
        "Сверьте с подлинником; лучше прислать исходный файл DOCX.",
    ),
    "tracked_changes": Anomaly(
        "в документе есть непринятые правки.", "Прочитан текст, как если бы их приняли."
    ),
    "number_repaired": Anomaly(
        "номер стоял в Excel числом или датой и прочитан по соседним.",
        "Сверьте номер: 1.1 или 1.10.",
        about=Column.NUMBER,
    ),
    "date_from_excel": Anomaly(
        "в ячейке Excel дата, а не текст.",
        "Проверьте срок: предлог («до», «с») и «г.» Excel не хранит.",
        about=Column.DEADLINE,
    ),
    "formula_without_value": Anomaly(
        "в ячейке формула, значение которой в файле не сохранено.", "Откройте книгу в Excel и сохраните её."
    ),
    "clipped_table": Anomaly(
        "таблица обрезана краем страницы, часть её столбцов могла пропасть.", "Пришлите исходный файл DOCX."
    ),
    "page_break_guess": Anomaly(
        "строка разорвана концом страницы и соединена по смыслу.", "Сверьте с подлинником."
    ),
    "ocr": Anomaly("текст распознан со скана.", "Сверьте каждое слово с подлинником."),
    "columns_by_cuts": Anomaly(
        "у таблицы нет линий, столбцы найдены по расположению слов.", "Сверьте строку с подлинником."
    ),
    "hidden_rows": Anomaly(
        "скрытые или отфильтрованные строки листа прочитаны тоже", "Проверьте, действуют ли они."
    ),
    "active_content": Anomaly(
        "в документе есть макросы, сценарии или вложения; они не исполнялись", "Спросите, зачем они."
    ),
    "period_guessed": Anomaly("период плана не назван.", "Укажите начало и конец плана в файле решений."),
    "period_contradiction": Anomaly("период плана назван по-разному.", "Выберите период в файле решений."),
    "order_contradiction": Anomaly("номер или дата приказа в приложении другие.", "Сверьте с приказом."),
    "no_controller": Anomaly("в документе не названо, кто ведёт контроль.", "Назовите контролирующего."),
    "order_point": Anomaly(
        "поручение самого приказа, в таблице плана его нет.", "Решите, ставить ли его на контроль."
    ),
    "section_without_items": Anomaly("в разделе нет ни одной строки.", "Сверьте с подлинником."),
    "part_unread": Anomaly("часть документа не прочитана", "Проверьте, нет ли там строк плана."),
    "converted": Anomaly(
        "документ переведён в DOCX программой LibreOffice.", "Сверьте строки с подлинником.", Weight.NOTE
    ),
    "network_left": Anomaly(
        "LibreOffice открывал документ, не отключённый от сети: система не даёт этого сделать.",
        "Если это важно, задайте VEKHA_DOCUMENTS_OFFICE_NETWORK=refuse.",
        Weight.NOTE,
    ),
    "cp1251": Anomaly(
        "текст в кодировке Windows-1251.", "Прочитан верно, если в строках нет «кракозябр».", Weight.NOTE
    ),
}


def remark(code: str, item: RoadmapItem | None = None, detail: str = "") -> Remark:
    """Return the remark for a code, placed at its row."""
    known = ANOMALIES[code]
    text = f"{known.text.rstrip('.')}: {detail}." if detail else known.text
    where = f"строка {item.number or 'без номера'} «{_short(item.title)}»: " if item else ""
    return Remark(code, where + text, item.place if item else None, known.advice, known.weight)


def _short(title: str) -> str:
    return title if len(title) <= 60 else f"{title[:57].rstrip()}..."


def with_anomalies(drafts: list[Draft], sections: list[Section]) -> list[Draft]:
    """Return the rows with what their fields and numbers show added."""
    gaps = _gaps(drafts, sections)
    counts = Counter(_number_key(draft) for draft in drafts)
    with_results = any(draft.text(Column.RESULT) for draft in drafts)
    found = []
    for at, draft in enumerate(drafts):
        key = _number_key(draft)
        codes = [
            *draft.anomalies,
            *(["duplicate_number"] if key and counts[key] > 1 else []),
            *(["number_gap"] if at in gaps else []),
            *(code for code in _field_codes(draft) if with_results or code != "empty_result"),
        ]
        found.append(replace(draft, anomalies=tuple(dict.fromkeys(codes))))
    return found


def _number_key(draft: Draft) -> tuple[int, ...]:
    """Numbers without a section in them («1.», «2.») may start again under each heading."""
    parts = number_parts(draft.text(Column.NUMBER))
    return (-1 if draft.section is None else draft.section, *parts) if len(parts) == 1 else parts


def _field_codes(draft: Draft) -> list[str]:
    deadline, executor, result = (
        draft.text(column) for column in (Column.DEADLINE, Column.EXECUTOR, Column.RESULT)
    )
    codes = [
        code
        for code, text in (
            ("empty_deadline", deadline),
            ("empty_executor", executor),
            ("empty_result", result),
        )
        if not text.strip(" -–—\n")
    ]
    if deadline and draft.marks is None and deadline_likeness(deadline) == 0:
        codes.append("deadline_unlike")
    if result and executor and result_kind(result) == "none":
        codes.append("executor_result_swapped")
    return codes


def _gaps(drafts: list[Draft], sections: list[Section]) -> set[int]:
    """Indexes of rows whose number skips others: «3.6» after «3.2», a section that starts with «2.3»."""
    gaps: set[int] = set()
    highest: dict[tuple[int, ...], int] = {}
    for section in sections:
        parts = number_parts(section.number)
        if len(parts) > 1:
            highest[parts[:-1]] = max(highest.get(parts[:-1], 0), parts[-1])
    seen: dict[tuple[int, ...], int] = {}
    for at, draft in enumerate(drafts):
        parts = number_parts(draft.text(Column.NUMBER))
        if not parts:
            continue
        parent, last = parts[:-1], parts[-1]
        before = seen.get(parent, 0)
        own_headings = highest.get(parent, 0)
        if last > max(before, min(own_headings, last)) + 1:
            gaps.add(at)
        seen[parent] = max(before, last)
    return gaps
