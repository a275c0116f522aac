"""From named parts to the slots of a phrase: ranges closed, and what is said once given to all it belongs to.

«13, 27 мая 2011» has its month and year at the end, «20 февраля, мая и ноября» its day at the beginning,
«2026, 2028 годах (октябрь)» its years apart. Nothing is guessed: a number that belongs to nothing is refused.
"""

from vekha.rules.deadline_dates import POINTS
from vekha.rules.deadline_parts import Bound, NoMeaningError, Part, Phrase, Place, PlaceKind, Slot, Years
from vekha.rules.deadline_rates import edge_named

_BOUNDS = {
    "when": Bound.AT,
    "inside": Bound.AT,
    "limit": Bound.TO,
    "since": Bound.SINCE,
    "until": Bound.THROUGH,
}
_PREPOSITIONS = {"BY_DAY": Bound.BY, "NOT": Bound.NOT_LATER, "DO": Bound.TO}
_DAYS = frozenset({PlaceKind.DAY, PlaceKind.NTH_NUMBER})


def phrase_of(flat: tuple[Part, ...]) -> Phrase:
    """Return the phrase of flat parts with its slots. Raises NoMeaningError for a stray number."""
    if len(flat) == 1 and (single := _single(flat[0])) is not None:
        return Phrase((flat[0],), (single,), (), (), roles=_ALONE[flat[0].role])
    parts = tuple([part for part in flat if part.role != "sep"])
    roles = frozenset([part.role for part in parts])
    doubts = _noted(parts)
    slots = _slots(flat, doubts)
    lone: tuple[Years, ...] = ()
    if "school_year" in roles:
        slots = [_school_limit(slot) for slot in slots]
    if slots:
        slots = _closed(slots, doubts)
        if len(slots) > 1 or not _complete(slots[0]):
            slots, lone = _years_apart(slots, flat, doubts)
            slots = _with_months(slots)
    if "inclusive" in roles:
        slots = [_including(slot) for slot in slots]
    if len(slots) > 1:
        slots = _with_years(_same_bound(_with_days(slots)), doubts)
    if "school_year" in roles and not lone:
        slots, lone = _school_pairs(slots)
        if not lone and any(slot.years and slot.years.last > slot.years.first for slot in slots):
            doubts.append("учебный год назван не у всех сроков")
    lost = [slot for slot in slots if slot.first.genitive and _lost_day(slot)]
    if lost and not any(part.role == "frequency" and part.weekday for part in parts):
        doubts.append("месяц стоит в родительном падеже: не потерян ли день")
    return Phrase(
        parts=parts,
        slots=tuple(slots),
        years=lone,
        doubts=tuple(doubts),
        starting=_named(parts, "starting") if "starting" in roles else None,
        report_from=_named(parts, "year_of_report") if "year_of_report" in roles else None,
        roles=roles,
    )


def _noted(parts: tuple[Part, ...]) -> list[str]:
    """Doubts that the words of single parts bring, whatever stands beside them."""
    doubts: list[str] = []
    for part in parts:
        if "STATE" in part.terminals:
            doubts.append("«по состоянию на»: день, на который считают данные, а не сказано, когда их сдают")
        elif "HOLIDAY" in part.terminals and not _said_again(part, parts):
            doubts.append("день назван праздником, без числа: взята его дата")
    return list(dict.fromkeys(doubts)) if doubts else doubts


def _said_again(holiday: Part, parts: tuple[Part, ...]) -> bool:
    """Whether another part gives the day of a holiday: «5 октября (День учителя)» does."""
    others = (part.place for part in parts if part.place and "HOLIDAY" not in part.terminals)
    day = holiday.place
    return day is not None and any((one.month, one.number) == (day.month, day.number) for one in others)


_ALONE = {role: frozenset({role}) for role in _BOUNDS}
_WHOLE = frozenset({PlaceKind.DAY, PlaceKind.QUARTER, PlaceKind.HALF_YEAR, PlaceKind.NTH_NUMBER})


def _single(part: Part) -> Slot | None:
    """Return the slot of a phrase of one part, None where its place is not said in full there."""
    place, last = part.place, part.last
    if part.role not in _ALONE or place is None or {"HOLIDAY", "STATE"} & set(part.terminals):
        return None
    if last is None and place.kind not in _WHOLE and (place.kind is not PlaceKind.MONTH or place.genitive):
        return None
    if last is not None and not (place.kind is last.kind is PlaceKind.MONTH):
        return None
    return Slot(place, last, _bound(part))


def _complete(slot: Slot) -> bool:
    """True when a lone slot takes nothing from what stands beside it: no bare number, no years apart."""
    last = slot.last
    return slot.first.kind not in _GIVEN and (last is None or last.kind is not PlaceKind.NUMBER)


_GIVEN = frozenset({PlaceKind.NUMBER, PlaceKind.YEAR})


def _bound(part: Part) -> Bound:
    bound = _BOUNDS[part.role]
    if bound is not Bound.TO:
        return bound
    return _PREPOSITIONS[part.terminals[0]]


def _named(parts: tuple[Part, ...], role: str) -> Slot | None:
    return next((Slot(part.place, part.last) for part in parts if part.role == role and part.place), None)


def _slots(parts: tuple[Part, ...], doubts: list[str]) -> list[Slot]:
    slots: list[Slot] = []
    previous = ""
    for part in parts:
        if part.role in _BOUNDS and part.place is not None:
            slot = Slot(part.place, part.last, _bound(part))
            if previous in ("when", "inside") and part.role in ("until", "limit") and _ends(slots[-1], slot):
                slots[-1] = Slot(slots[-1].first, slot.first)
                if part.role == "limit":
                    doubts.append("перед первым сроком нет «с»: прочитано как период")
                previous = part.role
                continue
            if previous == part.role == "limit":
                doubts.append("между двумя пределами нет знака")
            beside = previous in _BOUNDS and part.role == "when" and _side_by_side(slots[-1], slot, doubts)
            if beside and previous == "when":
                slots[-1] = Slot(slots[-1].first, slot.first)
            else:
                slots.append(slot)
        elif part.role in ("edge_limit", "edge_inside"):
            slots.append(edge_slot(part))
        elif part.role == "sep" and part.text in ("или", "либо"):
            doubts.append("названо несколько сроков на выбор («или»)")
        previous = part.role
    return slots


def _ends(before: Slot, slot: Slot) -> bool:
    """«25.04 по 10.05»: a day, then without a mark the end of its stretch."""
    alone = before.last is None and slot.last is None
    return alone and before.first.kind in (*_DAYS, PlaceKind.NUMBER, PlaceKind.MONTH)


def _side_by_side(before: Slot, slot: Slot, doubts: list[str]) -> bool:
    """Two places without a mark between: a stretch for months, a list for dates, a doubt for both."""
    kinds = {before.first.kind, slot.first.kind}
    if PlaceKind.YEAR in kinds or before.last or slot.last:
        return False
    doubts.append("между двумя сроками нет знака: перечень или период")
    return kinds == {PlaceKind.MONTH}


def edge_slot(part: Part) -> Slot:
    """Return the slot of «до конца года», «до начала II квартала»: the place, and which edge of it."""
    words = set(part.terminals)
    bound = edge_named(part)
    if part.role == "edge_limit":
        bound = Bound.TO_START if bound is Bound.AT_START else Bound.TO_END
    if part.place is not None and part.place.kind is not PlaceKind.NUMBER:
        return Slot(part.place, None, bound)
    numbered = {"QUARTER": PlaceKind.QUARTER, "HALF_YEAR": PlaceKind.HALF_YEAR, "MONTH_WORD": PlaceKind.MONTH}
    for word, kind in numbered.items():
        if word in words:
            return Slot(Place(kind, number=part.number), None, bound)
    return Slot(Place(PlaceKind.SCHOOL_YEAR if "SCHOOL" in words else PlaceKind.YEAR), None, bound)


def _closed(slots: list[Slot], doubts: list[str]) -> list[Slot]:
    """«с A» followed by «по B» or «до B» is one stretch."""
    closed: list[Slot] = []
    for slot in slots:
        before = closed[-1] if closed else None
        if before and before.bound is Bound.SINCE and not before.last and not slot.last:
            if slot.bound is Bound.THROUGH:
                closed[-1] = Slot(before.first, slot.first)
                continue
            if slot.bound in (Bound.TO, Bound.NOT_LATER) and slot.first.kind in _DAYS:
                closed[-1] = Slot(before.first, slot.first)
                continue
            if slot.bound is Bound.TO:
                doubts.append("«с … до …»: входит ли последний период, не сказано")
                closed[-1] = Slot(before.first, slot.first)
                continue
        closed.append(slot)
    return [_one_stretch(slot) for slot in closed]


def _one_stretch(slot: Slot) -> Slot:
    """«с 2023 по 2025 год» are the years 2023-2025."""
    if (
        slot.last
        and slot.first.kind is slot.last.kind is PlaceKind.YEAR
        and slot.first.years
        and slot.last.years
    ):
        years = Years(
            slot.first.years.first,
            slot.last.years.last,
            slot.first.years.misspelt or slot.last.years.misspelt,
        )
        if years.last < years.first:
            raise NoMeaningError("годы стоят в обратном порядке")
        return Slot(Place(PlaceKind.YEAR, years=years), None, slot.bound)
    return slot


def _years_apart(
    slots: list[Slot], parts: tuple[Part, ...], doubts: list[str]
) -> tuple[list[Slot], tuple[Years, ...]]:
    """Years that stand alone belong to the other slots or to the rate; with neither they are slots."""
    lone = [
        slot
        for slot in slots
        if slot.first.kind is PlaceKind.YEAR and slot.last is None and slot.bound is Bound.AT and slot.years
    ]
    others = [slot for slot in slots if slot not in lone]
    leading = {"frequency", "throughout", "school_year", "reporting"}
    years = tuple(slot.years for slot in lone if slot.years)
    if lone and len(others) > 1 and _one_list(others, slots):
        if not _ends_in_plural(parts):
            doubts.append("годы стоят в конце перечня: отнесены ко всем его срокам")
        bare = [slot if slot.years is None else _in_years(slot, None) for slot in others]
        return bare, tuple(slot.years for slot in slots[len(others) - 1 :] if slot.years)
    if others and all(slot.years for slot in others):
        if lone and not _follows(lone, slots, parts):
            raise NoMeaningError("к какому из сроков относится отдельно стоящий год, не сказано")
        return _repeated(others, years), ()
    if lone and any(slot.years for slot in others):
        raise NoMeaningError("к какому из сроков относится отдельно стоящий год, не сказано")
    if lone and (others or any(part.role in leading for part in parts)):
        return others, years
    return slots, ()


def _one_list(others: list[Slot], slots: list[Slot]) -> bool:
    """«март и октябрь 2025, 2026 и 2027 гг.»: the years at the end belong to all the months before them."""
    at_end = slots[: len(others)] == others and all(slot.years is None for slot in others[:-1])
    alone = others[-1].years is not None and all(slot.bound is Bound.AT for slot in others)
    growing = [slot.years.first for slot in slots[len(others) - 1 :] if slot.years]
    return at_end and alone and growing == sorted(set(growing))


def _ends_in_plural(parts: tuple[Part, ...]) -> bool:
    last = [part for part in parts if part.place is not None][-1]
    return last.terminals[-1] == "YEAR_WORD" and last.text.split()[-1] in _PLURAL_YEARS


_PLURAL_YEARS = frozenset({"гг", "годов", "годы", "годах", "годам"})


def _follows(lone: list[Slot], slots: list[Slot], parts: tuple[Part, ...]) -> bool:
    """«октябрь 2024, 2025 гг.» goes on with later years; «октябрь 2024 г., 2025 г.» may not."""
    at = len(slots) - len(lone)
    dates = [part for part in parts if part.place is not None and part.place.kind is not PlaceKind.YEAR]
    own = any(part.terminals[-1] == "YEAR_WORD" or {"FULL", "PAIR"} & set(part.terminals) for part in dates)
    before = slots[at - 1].years
    later = lone[0].years is not None and before is not None and lone[0].years.first > before.last
    return slots[at:] == lone and later and not own


def _school_limit(slot: Slot) -> Slot:
    """«до конца 2025-2026 учебного года»: the two years are one school year, from 1 September."""
    years = slot.years
    bounded = slot.first.kind is PlaceKind.YEAR and slot.last is None and slot.bound in _LIMITS
    if not bounded or years is None or years.last != years.first + 1:
        return slot
    return slot._replace(first=Place(PlaceKind.SCHOOL_YEAR, years=years._replace(last=years.first)))


_LIMITS = frozenset({Bound.TO, Bound.BY, Bound.NOT_LATER, Bound.TO_END, Bound.TO_START})


def _school_pairs(slots: list[Slot]) -> tuple[list[Slot], tuple[Years, ...]]:
    """«сентябрь 2024/2025 уч. года»: the two years are one school year and belong to all slots."""
    pairs = {slot.years for slot in slots if slot.years and slot.years.last == slot.years.first + 1}
    if len(pairs) != 1 or any(slot.years not in pairs for slot in slots):
        return slots, ()
    bare = [_in_years(slot, None) for slot in slots]
    return [slot._replace(first=slot.first._replace(years=None)) for slot in bare], tuple(pairs)


def _repeated(slots: list[Slot], years: tuple[Years, ...]) -> list[Slot]:
    """«октябрь 2024, 2025»: years after a place that has one already are the same place once more."""
    last = slots[-1]
    if not years:
        return slots
    if len(slots) > 1 or (last.last and last.first.years):
        raise NoMeaningError("к какому из сроков относится отдельно стоящий год, не сказано")
    return [last, *(_in_years(last, one) for one in years)]


def _with_months(slots: list[Slot]) -> list[Slot]:
    """A bare number takes kind, month and year from the slot on its right: «15-30 октября», «I, III кв.»."""
    filled: list[Slot] = []
    right: Place | None = None
    for slot in reversed(slots):
        last = _like(slot.last, right) if slot.last else None
        first = _like(slot.first, last or right)
        right = first
        same = first is slot.first and last is slot.last
        filled.append(slot if same else slot._replace(first=first, last=last))
    return filled[::-1]


def _like(place: Place, right: Place | None) -> Place:
    if place.kind is not PlaceKind.NUMBER:
        return place
    if right is None or right.kind in (PlaceKind.NUMBER, PlaceKind.MONTH, PlaceKind.YEAR, PlaceKind.SEASON):
        raise NoMeaningError(f"число «{place.number}» ни к чему не относится")
    return right._replace(number=place.number)


def _with_days(slots: list[Slot]) -> list[Slot]:
    """«20 февраля, мая, августа»: a month in the genitive after a day is the same day of that month."""
    filled: list[Slot] = []
    for slot in slots:
        before = filled[-1] if filled else None
        if (
            before
            and slot.bound is Bound.AT
            and not slot.last
            and not before.last
            and before.first.kind is PlaceKind.DAY
            and slot.first.kind is PlaceKind.MONTH
            and slot.first.genitive
        ):
            day = slot.first._replace(kind=PlaceKind.DAY, number=before.first.number)
            filled.append(slot._replace(first=day))
        else:
            filled.append(slot)
    return filled


def _same_bound(slots: list[Slot]) -> list[Slot]:
    """«до 1 марта и 1 июня», «до марта и июня»: the preposition stands once for the whole list."""
    filled: list[Slot] = []
    for slot in slots:
        before = filled[-1] if filled else None
        carried = before and before.bound in (Bound.TO, Bound.BY, Bound.NOT_LATER, Bound.THROUGH)
        carried = carried and (slot.first.kind in POINTS or slot.first.genitive)
        if before and carried and slot.bound is Bound.AT and slot.first.kind is before.first.kind:
            filled.append(slot._replace(bound=before.bound))
        else:
            filled.append(slot)
    return filled


def _with_years(slots: list[Slot], doubts: list[str]) -> list[Slot]:
    """The year at the end of a list is the year of all that stand before it without one.

    «с 2025 года» and «до 2026 года» are bounds of their own: their year is nobody else's.
    """
    filled: list[Slot] = []
    right: Years | None = None
    for at, slot in reversed(tuple(enumerate(slots))):
        lacks = slot.years is None and right is not None and slot.first.kind is not PlaceKind.YEAR
        given = _in_years(slot, right) if lacks else slot
        if lacks and any(one.years not in (None, right) for one in slots[:at]):
            doubts.append("год назван и до срока, и после него: какой из них его, не сказано")
        if given.first.kind is not PlaceKind.YEAR:
            right = given.first.years or given.years or right
        filled.append(given)
    return filled[::-1]


def _including(slot: Slot) -> Slot:
    """«до мая включительно» ends with May; a day is included anyway."""
    return slot._replace(bound=Bound.THROUGH) if slot.bound is Bound.TO and slot.last is None else slot


def _lost_day(slot: Slot) -> bool:
    return slot.first.kind is PlaceKind.MONTH and slot.bound is Bound.AT and slot.last is None


def _in_years(slot: Slot, years: Years | None) -> Slot:
    if slot.last:
        return slot._replace(last=slot.last._replace(years=years))
    return slot._replace(first=slot.first._replace(years=years))
