"""A filled workbook back to decisions: it belongs to the document, its printed cells stand as they were."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from vekha.documents.bounded_child import asked_of_child
from vekha.documents.decisions_check import judged
from vekha.documents.errors import DecisionsError, DocumentError
from vekha.documents.filled import Filled, FilledRow, misfit
from vekha.documents.limits import LIMITS, Limits, past
from vekha.documents.point_items import POINTS
from vekha.documents.review import ReviewRow, review_points, review_rows
from vekha.documents.review_sheet import (
    CHOICES,
    COLUMNS,
    DIGEST_LINE,
    FRESH,
    ORDER_SHEET,
    PLAN_CELLS,
    ROWS_SHEET,
    SEAL,
    SEAL_SHEET,
    Column,
    Group,
    cell_text,
    shown,
    wording,
)
from vekha.documents.sniffing import Format, format_of
from vekha.documents.xlsx_cells import RESAVE, Cells, SheetCell, sheets_of
from vekha.domain.decisions import Decisions
from vekha.domain.places import Place, Remark
from vekha.domain.roadmaps import Roadmap

Sheets = Mapping[str, Cells]
SheetReader = Callable[[bytes, str, Limits], Sheets]
NOT_A_BOOK = {
    Format.DOC: "файл старого формата (XLS) или книга под паролем",
    Format.TEXT: "текст (CSV или TOML)",
    Format.ODT: "файл OpenDocument (ODS или ODT)",
    Format.HTML: "страница HTML",
    Format.DOCX: "документ Word",
}
BROKEN = "книгу не удалось прочитать: она повреждена или требует слишком много памяти или времени."
DAY = r"(?:\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})"
YEAR_MARK = re.compile(r"(?<=\d)\s*г(?:\.|ода?)?(?=\s|$|[–—-])")
WINDOW = re.compile(rf"(?:с\s+)?({DAY})\s*(?:[–—-]|по|до)\s*({DAY})")
SHOWN_CHARS = 60
EMPTY = SheetCell("")


def read_review(content: bytes, file: str, roadmap: Roadmap, read: SheetReader | None = None) -> Decisions:
    """Return the decisions of a filled workbook. `read`: how its sheets are read, in a child by default.

    Raises DocumentError where it is no workbook of ours, DecisionsError with every misfit at once.
    """
    sheets = (read or sheets_apart)(content, file, LIMITS)
    return judged(_Reading(sheets, file, roadmap).filled(), roadmap)


def sheets_apart(content: bytes, file: str, limits: Limits = LIMITS) -> Sheets:
    """Return the cells of a workbook, read in a child with bounds. Raises DocumentError."""
    if not content.strip():
        raise DocumentError("файл пуст.", FRESH, file)
    if len(content) > limits.file_bytes:
        raise past("file_bytes", limits, file)
    found = format_of(content)
    if found is not Format.XLSX:
        named = NOT_A_BOOK.get(found, "файл другого формата")
        raise DocumentError(f"это {named}, а нужна заполненная книга XLSX.", RESAVE, file)
    answer = asked_of_child(
        "vekha.documents.sheets_child",
        content,
        file,
        limits,
        lambda _: DocumentError(BROKEN, RESAVE, file),
    )
    return sheets_of(answer["sheets"])


@dataclass(slots=True)
class _Reading:
    """One workbook against one document."""

    sheets: Sheets
    file: str
    roadmap: Roadmap
    misfits: list[Remark] = field(default_factory=list)
    read_by: str = ""
    torn: bool = False
    """A sheet, a column or a line is missing: what else is wrong can only be told when it is back."""

    def filled(self) -> Filled:
        seal = self._seal()
        self.read_by = seal.get("read_by", "")
        rows = tuple(self._rows(ROWS_SHEET, review_rows(self.roadmap)))
        of_points = review_points(self.roadmap)
        points = tuple(self._rows(POINTS, of_points)) if of_points else ()
        plan, places = self._plan()
        if self.torn:
            raise DecisionsError(tuple(self.misfits))
        said = replace(wording(), cells=places)
        document = {"sha256": seal["sha256"], "read_by": self.read_by}
        return Filled(document, plan, rows, said, tuple(self.misfits), points)

    def _seal(self) -> dict[str, str]:
        """What the sealed sheet says. Raises where the book is not ours, or is about another document."""
        sealed = self.sheets.get(SEAL_SHEET, {})
        said = {cell.text: sealed.get((row, 2), EMPTY).text for (row, at), cell in sealed.items() if at == 1}
        if SEAL not in said or "sha256" not in said:
            what = f"это не книга проверки: в ней нет служебного листа «{SEAL_SHEET}» нужного вида."
            raise DocumentError(what, FRESH, self.file)
        if said["sha256"] != self.roadmap.sha256:
            what = (
                f"решения по другому файлу: «{said.get('file', '')}» (SHA-256 {said['sha256'][:9]}…), "
                f"а подтверждается «{self.roadmap.file}» (SHA-256 {self.roadmap.sha256[:9]}…)."
            )
            raise DecisionsError((misfit(what, FRESH, Place(self.file)),))
        return said

    def _misfit(self, place: Place, what: str, advice: str) -> None:
        self.misfits.append(misfit(what, advice, place))

    def _missing(self, place: Place, what: str) -> None:
        self.torn = True
        self._misfit(place, what, f"Верните, как было. {FRESH}")

    def _place(self, sheet: str, row: int) -> Place:
        return Place(self.file, sheet=sheet, line=row)

    def _sheet(self, name: str) -> Cells:
        if name not in self.sheets:
            self._missing(Place(self.file), f"нет листа «{name}».")
        return self.sheets.get(name, {})

    def _rows(self, name: str, expected: Sequence[ReviewRow]) -> Iterator[FilledRow]:
        sheet = self._sheet(name)
        if not sheet:
            return
        header, columns = _header(sheet)
        missing = [column.title for column in COLUMNS if column.key not in columns]
        for title in missing:
            self._missing(self._place(name, header), f"нет столбца «{title}».")
        if missing:
            return
        self._digest_line(name, sheet, header)
        known = {row.item.ordinal: row for row in expected}
        for number in sorted({row for row, _ in sheet if row > header}):
            cells = {key: sheet.get((number, at), EMPTY) for key, at in columns.items()}
            if any(cell.text.strip() or cell.formula for cell in cells.values()):
                yield from self._row(self._place(name, number), cells, known)

    def _row(
        self, place: Place, cells: Mapping[str, SheetCell], known: Mapping[int, ReviewRow]
    ) -> Iterator[FilledRow]:
        ordinal = cells["ordinal"].text.strip()
        if not ordinal.isdecimal() or cells["ordinal"].formula:
            self._misfit(
                place, "в строке нет «№ строки» документа: она добавлена или испорчена.",
                "Удалите строку, если она добавлена от руки, иначе верните номер.",
            )  # fmt: skip
            return
        if int(ordinal) in known:
            self._unchanged(place, cells, shown(known[int(ordinal)]))
        values = {
            column.key: self._value(place, column, cells[column.key])
            for column in COLUMNS
            if column.group is Group.FILLED
        }
        yield FilledRow({"ordinal": int(ordinal), **values}, place)

    def _unchanged(self, place: Place, cells: Mapping[str, SheetCell], texts: Mapping[str, str]) -> None:
        """What a person decides about must be what the document prints and what is read today."""
        for column in COLUMNS:
            found, expected = cells[column.key], cell_text(texts.get(column.key, ""))
            if column.group not in {Group.PRINTED, Group.READ} or self._read_otherwise(column):
                continue
            if found.formula:
                self._misfit(place, f"в ячейке «{column.title}» формула.", _put_back(expected))
            elif _alike(found.text) != _alike(expected):
                whose = "документ читается иначе или ячейка изменена" if column.group is Group.READ else (
                    "текст документа изменён"
                )  # fmt: skip
                self._misfit(
                    place, f"в столбце «{column.title}» {whose}: «{_short(found.text)}».", _put_back(expected)
                )

    def _read_otherwise(self, column: Column) -> bool:
        """Terms read by the issuer's school year are checked when that year is known: at confirmation."""
        return column.key == "deadline" and self.read_by != self.roadmap.read_by

    def _value(self, place: Place, column: Column, cell: SheetCell) -> object:
        if cell.formula:
            self._misfit(
                place, f"в ячейке «{column.title}» формула.", "Впишите сам ответ: формулы не вычисляются."
            )
        if column.key == "dates":
            return _dates(cell)
        if column.key in CHOICES:
            return _code(column.key, cell.text)
        return _shown_date(cell) if cell.moment else cell.text

    def _digest_line(self, name: str, sheet: Cells, header: int) -> None:
        for (row, _), cell in sheet.items():
            said = cell.text.strip()
            if row < header and said.startswith(DIGEST_LINE.strip()):
                digest = said.removeprefix(DIGEST_LINE.strip()).strip()
                if digest != self.roadmap.sha256:
                    what = "SHA-256 документа на листе не тот, что у файла."
                    self._misfit(self._place(name, row), what, FRESH)

    def _plan(self) -> tuple[dict[str, object], dict[str, Place]]:
        sheet = self._sheet(ORDER_SHEET)
        labels = {_alike(cell.text): row for (row, at), cell in sheet.items() if at == 1}
        plan: dict[str, object] = {}
        places: dict[str, Place] = {}
        for key, label in PLAN_CELLS.items():
            row = labels.get(label)
            if row is None:
                if sheet:
                    self._missing(Place(self.file, sheet=ORDER_SHEET), f"нет строки «{label}».")
                continue
            places[key] = self._place(ORDER_SHEET, row)
            plan[key] = self._plan_value(key, label, places[key], sheet.get((row, 2), EMPTY))
        return plan, places

    def _plan_value(self, key: str, label: str, place: Place, cell: SheetCell) -> object:
        if cell.formula:
            self._misfit(place, f"в ответе «{label}» формула.", "Впишите сам ответ: формулы не вычисляются.")
        if key in CHOICES:
            return _code(key, cell.text)
        if key in {"plan_start", "plan_end"}:
            return cell.moment.date() if cell.moment else YEAR_MARK.sub("", cell.text.strip())
        return cell.text


def _header(sheet: Cells) -> tuple[int, dict[str, int]]:
    """Return the row of the header and the columns by key; columns may stand in any order."""
    titles = {column.title: column.key for column in COLUMNS}
    found: dict[int, dict[str, int]] = {}
    for (row, at), cell in sheet.items():
        key = titles.get(_alike(cell.text))
        if key is not None:
            found.setdefault(row, {}).setdefault(key, at)
    best = max(found, key=lambda row: len(found[row]), default=1)
    return best, found.get(best, {})


def _alike(text: str) -> str:
    """Return the text as programs agree on it: line ends and blanks folded, control characters left out."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _put_back(expected: str) -> str:
    return f"Верните «{_short(expected)}» или создайте книгу заново: vekha read ФАЙЛ --review проверка.xlsx."


def _short(text: str) -> str:
    plain = _alike(text)
    return plain if len(plain) <= SHOWN_CHARS else f"{plain[: SHOWN_CHARS - 1]}…"


def _code(key: str, text: str) -> str:
    """Return our code of a choice; what is none of the choices comes back as it was written."""
    said = _folded(text)
    return next((code for code, name in CHOICES[key].items() if said in {_folded(name), code}), text.strip())


def _folded(text: str) -> str:
    return _alike(text).lower().replace("ё", "е").rstrip(".")


def _dates(cell: SheetCell) -> list[list[object]]:
    """Return [start, due] or [due] for each term: «01.09.2026 – 15.09.2026; 01.12.2026»."""
    if cell.moment:
        return [[cell.moment.date()]]
    pieces = (YEAR_MARK.sub("", piece.strip()) for piece in re.split(r"[;\n]|,(?=\s|\d)", cell.text))
    return [_pair(piece.strip()) for piece in pieces if piece.strip()]


def _pair(piece: str) -> list[object]:
    found = WINDOW.fullmatch(piece)
    return [found[1], found[2]] if found else [piece]


def _shown_date(cell: SheetCell) -> str:
    """A phrase Excel has made a date: «15.09.2026» is what the person typed."""
    day: date | None = cell.moment.date() if cell.moment else None
    return f"{day:%d.%m.%Y}" if day else cell.text
