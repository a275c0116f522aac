"""From the parse tree to the named parts of a phrase."""

from vekha.rules.deadline_grammar import Node
from vekha.rules.deadline_parts import NoMeaningError, Part, Place, PlaceKind, Years
from vekha.rules.deadline_words import Word

_EDGES = {"EDGE_START": PlaceKind.START, "EDGE_MIDDLE": PlaceKind.MIDDLE, "EDGE_END": PlaceKind.END}
_PARTS_OF_MONTH = {"DECADE": PlaceKind.DECADE, "HALF": PlaceKind.HALF_MONTH, "WEEK": PlaceKind.WEEK, **_EDGES}
_NUMBERS = frozenset({"NUM", "ROMAN", "NTH", "COUNT"})
_PLACES = frozenset(
    [
        "number",
        "day",
        "month",
        "quarter",
        "half_year",
        "season",
        "years",
        "nth_number",
        "nth_weekday",
        "part_of",
        "nth_workday",
    ]
)
_PLACE_KINDS = {
    "day": PlaceKind.DAY,
    "month": PlaceKind.MONTH,
    "quarter": PlaceKind.QUARTER,
    "half_year": PlaceKind.HALF_YEAR,
    "season": PlaceKind.SEASON,
    "nth_number": PlaceKind.NTH_NUMBER,
    "nth_weekday": PlaceKind.NTH_WEEKDAY,
    "nth_workday": PlaceKind.NTH_WORKDAY,
    "number": PlaceKind.NUMBER,
}


def parts_of(tree: Node) -> tuple[Part, ...]:
    """Return the parts of a phrase in their order; separators are parts too, a bracket holds its own."""
    return tuple(_part(child) for child in tree.children)


def _part(node: Node | Word) -> Part:
    if isinstance(node, Word):
        return Part("sep", node.text, (node.type,))
    if node.data == "bracket":
        inner = tuple(_part(child) for child in node.children[1:-1])
        return Part("bracket", " ".join(part.text for part in inner), (), inner=inner)
    words: list[Word] = []
    places: list[Place] = []
    _walk(node, words, places)
    number = weekday = 0
    for word in words:
        if word.type in _NUMBERS:
            number = number or word.number
        elif word.type in ("WEEKDAY", "ON_WEEKDAY"):
            weekday = word.number
    return Part(
        node.data,
        " ".join([word.text for word in words if word.text]),
        tuple([word.type for word in words]),
        places[0] if places else None,
        places[1] if len(places) > 1 else None,
        number,
        weekday,
    )


def _walk(node: Node, words: list[Word], places: list[Place] | None) -> None:
    """Collect the words under a node in order, and its outermost calendar places."""
    for child in node.children:
        if isinstance(child, Word):
            words.append(child)
        elif places is not None and child.data in _PLACES:
            at = len(words)
            _walk(child, words, None)
            places.append(_place(child, words[at:]))
        else:
            _walk(child, words, places)


def _place(node: Node, words: list[Word]) -> Place:
    if node.data == "years":
        return Place(PlaceKind.YEAR, years=_years(words))
    for child in node.children:
        if isinstance(child, Node) and child.data == "of_year":
            inner: list[Word] = []
            _walk(child, inner, None)
            if inner[0].type == "YEAR_WORD":
                return _with_words(node, words, None, of_the_year=True)
            return _with_words(node, words, _years(inner), of_the_year=False)
    return _with_words(node, words, None, of_the_year=False)


def _with_words(node: Node, words: list[Word], years: Years | None, *, of_the_year: bool) -> Place:
    by_type = {word.type: word for word in reversed(words)}
    written = next((by_type[name] for name in ("FULL", "PAIR", "MONTH_YEAR") if name in by_type), None)
    if written is not None:
        return _written(written, years, of_the_year=of_the_year)
    if "HOLIDAY" in by_type:
        return _written(by_type["HOLIDAY"], years, of_the_year=of_the_year)
    if node.data == "part_of":
        kind = next(_PARTS_OF_MONTH[word.type] for word in words if word.type in _PARTS_OF_MONTH)
    else:
        kind = _PLACE_KINDS[node.data]
    month = (
        by_type.get("OF_MONTH")
        or by_type.get("MONTH")
        or by_type.get("SEASON")
        or by_type.get("SEASON_ADJECTIVE")
    )
    number = next((word.number for word in words if word.type in _NUMBERS), 0)
    return Place(
        kind,
        number=number,
        month=month.number if month else 0,
        years=years,
        weekday=by_type["WEEKDAY"].number if "WEEKDAY" in by_type else 0,
        genitive=month is not None and month.text.endswith(("а", "я")),
        of_the_year=of_the_year,
    )


def _written(word: Word, years: Years | None, *, of_the_year: bool) -> Place:
    if word.type == "MONTH_YEAR":
        year, month = divmod(word.number, 100)
        return Place(PlaceKind.MONTH, month=month, years=Years(year, year))
    year, rest = divmod(word.number, 10000)
    month, day = divmod(rest, 100)
    if word.type == "FULL":
        years = _year(word.text[-5:].lstrip("./") if year > 9999 else str(year))
    return Place(PlaceKind.DAY, number=day, month=month, years=years, of_the_year=of_the_year)


def _years(words: list[Word]) -> Years:
    printed = [word for word in words if word.type in ("YEAR", "OF_YEAR")]
    first = _year(str(printed[0].number))
    last = _year(str(printed[-1].number))
    if last.first < first.first:
        raise NoMeaningError(f"годы «{first.first}-{last.first}» стоят в обратном порядке")
    return Years(first.first, last.first, first.misspelt or last.misspelt)


def _year(digits: str) -> Years:
    """Return the year; of five digits the doubled one goes («20222»), and the misspelling is kept."""
    if len(digits) == 4:
        return Years(int(digits), int(digits))
    for at in range(1, len(digits)):
        if digits[at] == digits[at - 1]:
            year = int(digits[:at] + digits[at + 1 :])
            if 1900 <= year <= 2099:
                return Years(year, year, digits)
    raise NoMeaningError(f"«{digits}» не год")
