"""Words whose terminal depends on what stands after them: told once the whole phrase is in words.

The words are changed in place. Each step asks the plain text first whether it has anything to do.
"""

from vekha.rules.deadline_words import Word

_ENDING = ("окончан", "завершен")
_NUMBERS = frozenset({"NUM", "COUNT", "NTH", "ROMAN"})
_PERIODS = frozenset({"YEAR", "YEAR_WORD", "QUARTER", "HALF_YEAR", "SCHOOL_TERM"})
_UNITS = frozenset({"MONTH_WORD", "QUARTER", "ALSO_EACH", "OF_MONTH"})
_RATES = frozenset({"MONTHLY", "QUARTERLY", "HALF_YEARLY", "ALSO_EACH"})
_COUNTING = frozenset({"COURSE", "ZA", "THROUGH_TIME", "EXPIRY"})
_SINGULAR = frozenset({"день", "дня", "дню", "днем", "дне"})


def settle(words: list[Word], text: str) -> None:
    """Give the words that need it the terminal that what follows them asks for."""
    if len(words) > 1 and words[-1].type.startswith("EDGE_"):
        _last_edge(words)
    if _ENDING[0] in text or _ENDING[1] in text:
        _ends(words)
    if "рабоч" in text:
        _workdays(words)
    if "тысяч" in text:
        _spelt_year(words)


def _last_edge(words: list[Word]) -> None:
    """«за 2 недели до начала»: at the end of a phrase the edge of nothing named is the event itself."""
    if words[-2].type in ("DO", "BY_DAY"):
        words[-1] = Word("ACTION", words[-1].text)


def _ends(words: list[Word]) -> None:
    for at in range(1, len(words) - 1):
        if words[at].type == "ACTION" and _ends_a_period(words, at):
            words[at] = Word("EDGE_END", words[at].text)


def _ends_a_period(words: list[Word], at: int) -> bool:
    """«до окончания 2025 года» is its end; «до окончания проверки» is an event."""
    if words[at - 1].type not in ("DO", "BY_DAY") or not words[at].text.startswith(_ENDING):
        return False
    after = [word.type for word in words[at + 1 : at + 3]]
    return after[0] in _PERIODS or (after[0] in _NUMBERS | {"SCHOOL", "CURRENT"} and after[-1] in _PERIODS)


def _workdays(words: list[Word]) -> None:
    """«последний рабочий день месяца» is a place in the calendar; «10 рабочих дней» is a length."""
    for at in range(2, len(words)):
        number, working, day = words[at - 2 : at + 1]
        counted = number.type in _NUMBERS and working.type == "WORKING" and day.type == "DAY_WORD"
        if counted and day.text in _SINGULAR and _in_calendar(words, at):
            words[at] = Word("WORKDAY", day.text)


def _in_calendar(words: list[Word], at: int) -> bool:
    """True where a month or quarter follows, or where a rate gives it: «ежемесячно до 5-го рабочего дня»."""
    before = words[at - 3].type if at > 2 else ""
    after = words[at + 1].type if at + 1 < len(words) else ""
    if before in _COUNTING or words[at - 2].type == "COUNT":
        return False
    return after in _UNITS or (after in ("", "SEP", "RPAR") and any(word.type in _RATES for word in words))


def _spelt_year(words: list[Word]) -> None:
    """«две тысячи двадцать шестого года» is one year, under its month where it has one."""
    for at in range(len(words) - 1):
        two, thousand = words[at], words[at + 1]
        if two.type != "COUNT" or two.number != _CENTURIES or thousand.number // _THOUSAND != 1:
            continue
        tail = words[at + 2] if thousand.number == _THOUSAND and at + 2 < len(words) else None
        rest = tail if tail and tail.type in ("NTH", "COUNT") and 0 < tail.number < 100 else None
        said = [two, thousand, *([rest] if rest else [])]
        year = _CENTURIES * _THOUSAND + thousand.number % _THOUSAND + (rest.number if rest else 0)
        governed = at > 0 and words[at - 1].type in _GOVERNORS
        text = " ".join(word.text for word in said)
        words[at : at + len(said)] = [Word("OF_YEAR" if governed else "YEAR", text, year)]
        return


_CENTURIES, _THOUSAND = 2, 1000
_GOVERNORS = frozenset({"MONTH", "OF_MONTH", "QUARTER", "HALF_YEAR"})
