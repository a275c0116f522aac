"""A clerk's CSV with named columns: any usual encoding and delimiter, columns in any order."""

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from vekha.documents.errors import DocumentError
from vekha.documents.limits import LIMITS
from vekha.documents.sniffing import Format, decoded, format_of
from vekha.domain.places import Place, Remark, Weight

DELIMITERS = (";", "\t", ",")
OWN_COLUMN = "примечание"
RESAVE = "Откройте таблицу и сохраните её как «CSV UTF-8 (разделитель — точка с запятой)»."


@dataclass(frozen=True, slots=True)
class Column:
    """A column the file may have: our key, the headings it goes by (the first is the documented one), the
    longest text it holds, and whether the file must have it.
    """

    key: str
    headings: tuple[str, ...]
    chars: int
    required: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file: `number` is the 1-based line it starts on, `cells` its texts by column key."""

    file: str
    number: int
    cells: Mapping[str, str]
    headings: Mapping[str, tuple[int, str]]

    @property
    def place(self) -> Place:
        return Place(self.file, line=self.number)

    def text(self, key: str) -> str:
        return self.cells.get(key, "")

    def error(self, key: str, text: str, advice: str) -> Remark:
        """Return an error at this line in the column of `key`."""
        index, heading = self.headings.get(key, (None, ""))
        place = Place(self.file, line=self.number, column=index)
        return Remark("cell", f"«{heading}»: {text}" if heading else text, place, advice, Weight.ERROR)


@dataclass(frozen=True, slots=True)
class CsvTable:
    """The rows that could be cut into cells, and what is wrong with the rest."""

    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...]


def read_csv(content: bytes, file: str, columns: Sequence[Column]) -> CsvTable:
    """Return the rows of a CSV file. Raises DocumentError where the file as a whole cannot be read."""
    text = _text(content, file)
    rows, torn = _rows(text, file, _delimiter(text, columns))
    if len(rows) + len(torn) < 2:
        what = "в файле одни заголовки." if rows else "файл пуст."
        raise DocumentError(what, "Нужна строка заголовков и строка на каждую запись.", file)
    if not rows:
        raise DocumentError(str(torn[0].text), torn[0].advice, file)
    headings, misnamed = _headings(rows[0][1], Place(file, line=rows[0][0]), columns)
    remarks = [*torn, *misnamed]
    if any(column.required and column.key not in headings for column in columns):
        return CsvTable((), tuple(remarks))  # every row would be told to lack what the heading lacks
    lines: list[Line] = []
    for number, cells in rows[1:]:
        line, wrong = _line(Line(file, number, {}, headings), cells, columns, len(rows[0][1]))
        remarks += wrong
        lines.append(line)
    return CsvTable(tuple(lines), tuple(remarks))


def _text(content: bytes, file: str) -> str:
    if len(content) > LIMITS.file_bytes:
        raise DocumentError("файл больше 25 МБ.", "Оставьте в нём только таблицу организаций.", file)
    if content.strip() and format_of(content) is not Format.TEXT:
        raise DocumentError("это не CSV.", RESAVE, file)
    found = decoded(content)
    if found is None:
        raise DocumentError("кодировка текста не распознана.", RESAVE, file)
    return found[0]


def _delimiter(text: str, columns: Sequence[Column]) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    known = {heading for column in columns for heading in column.headings}

    def hits(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([first], delimiter=delimiter), [])
        return sum(folded(cell) in known for cell in cells), len(cells)

    return max(DELIMITERS, key=hits)


def _rows(text: str, file: str, delimiter: str) -> tuple[list[tuple[int, list[str]]], list[Remark]]:
    """Return (line number, cells) of each row that is not blank, up to the first torn one."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    starts = 1
    try:
        for raw in reader:
            cells = [clean(cell) for cell in raw]
            if any(cells):
                rows.append((starts, cells))
            starts = reader.line_num + 1
    except csv.Error:
        advice = 'Кавычка внутри ячейки удваивается: "МБОУ ""Школа № 1""", или пишите «ёлочки».'
        what = "кавычки не закрыты или стоят посреди ячейки; дальше файл не прочитан."
        return rows, [Remark("quotes", what, Place(file, line=starts), advice, Weight.ERROR)]
    return rows, []


def _headings(
    cells: list[str], place: Place, columns: Sequence[Column]
) -> tuple[dict[str, tuple[int, str]], list[Remark]]:
    keys = {heading: column.key for column in columns for heading in column.headings}
    found: dict[str, tuple[int, str]] = {}
    remarks: list[Remark] = []
    for index, cell in enumerate(cells, start=1):
        heading = folded(cell)
        if not heading or heading.startswith(OWN_COLUMN):
            continue
        at = Place(place.file, line=place.line, column=index)
        key = keys.get(heading)
        if key is None:
            remarks.append(_unknown(cell, at, list(keys)))
        elif key in found:
            advice = f"Такой столбец уже есть под номером {found[key][0]}; оставьте один."
            remarks.append(Remark("heading", f"столбец «{cell}» повторён.", at, advice, Weight.ERROR))
        else:
            found[key] = (index, cell)
    for column in columns:
        if column.required and column.key not in found:
            what = f"нет столбца «{column.headings[0]}»."
            advice = "Первая строка файла — заголовки столбцов; порядок любой."
            remarks.append(Remark("heading", what, place, advice, Weight.ERROR))
    return found, remarks


def _unknown(cell: str, place: Place, known: list[str]) -> Remark:
    near = get_close_matches(folded(cell), known, n=1)
    advice = f"Может быть, «{near[0]}»? " if near else ""
    advice += f"Столбец для себя начните со слова «{OWN_COLUMN}»."
    return Remark("heading", f"столбец «{cell}» неизвестен.", place, advice, Weight.ERROR)


def _line(line: Line, cells: list[str], columns: Sequence[Column], width: int) -> tuple[Line, list[Remark]]:
    texts = {
        key: cells[index - 1] if index <= len(cells) else "" for key, (index, _) in line.headings.items()
    }
    filled = Line(line.file, line.number, texts, line.headings)
    remarks = [
        filled.error(column.key, f"{len(texts[column.key])} знаков.", f"Помещается не больше {column.chars}.")
        for column in columns
        if column.key in texts and len(texts[column.key]) > column.chars
    ]
    beyond = next((index for index, cell in enumerate(cells, start=1) if cell and index > width), None)
    if beyond is not None:
        place = Place(line.file, line=line.number, column=beyond)
        what = "в строке больше ячеек, чем заголовков."
        advice = "Возьмите в кавычки ячейку, внутри которой стоит разделитель."
        remarks.append(Remark("cells", what, place, advice, Weight.ERROR))
    return filled, remarks


def clean(cell: str) -> str:
    """Return the text with every run of blanks, breaks and control characters as one space (NFC)."""
    kept = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in cell)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def folded(text: str) -> str:
    """Return the text as headings and words of a closed list are compared: small, without ё and dots."""
    return clean(text).lower().replace("ё", "е").strip(" .:*")
