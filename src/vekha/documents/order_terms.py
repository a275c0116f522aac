"""The term inside a sentence of an order: «... в срок до 18.03.2022 г.», «ежеквартально до 10 числа»."""

import re

MONTH = r"(?:январ|феврал|март|апрел|ма[яйе]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-яё]*"
DAY = (
    rf"«?\d{{1,2}}»?\s*(?:\.\s?\d{{1,2}}\s?\.\s?\d{{4}}|\s{MONTH}(?:\s+\d{{4}})?|\.\d{{1,2}}(?!\d|\.\d))"
    r"(?:\s*г(?:\.|ода|\b))?"
)
MONTH_YEAR = rf"{MONTH}\s+\d{{4}}\s*(?:г\.|года|г\b)?"
COUNT = (
    r"(?:\d+|одного|двух|тр[её]х|четыр[её]х|пяти|шести|семи|восьми|девяти|десяти|пятнадцати|"
    r"двадцати|тридцати)"
)
RATE = r"(?:еже(?:дневно|недельно|месячно|квартально|годно)|раз в (?:месяц|квартал|полугодие|год))"
TERMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bс\s+{DAY}\s+по\s+{DAY}",
        rf"\bс\s+\d{{1,2}}\s+по\s+{DAY}",
        (
            rf"\b{RATE},?\s+(?:в срок\s+)?(?:не позднее|до|к)\s+(?:{DAY}|\d{{1,2}}(?:-?го)?\s+числа)"
            r"(?:\s+(?:каждого\s+)?(?:месяца|квартала|года)[^.;]*)?"
        ),
        (
            rf"\b(?:в\s+)?срок(?:\s+(?:исполнения|представления|предоставления|выполнения))?\s*[:–—-]?\s*"
            rf"(?:не\s+позднее|до|к|по)?\s*{DAY}"
        ),
        rf"\b(?:не\s+позднее|не\s+позже|до|к)\s+{DAY}",
        r"\b(?:не\s+позднее|до|к)\s+\d{1,2}(?:-?го)?\s+числа(?:\s+(?:каждого\s+)?(?:месяца|квартала)[^.;]*)?",
        (
            rf"\bв\s+течение\s+{COUNT}\s+(?:\([^)]*\)\s+)?(?:рабочих\s+|календарных\s+)?(?:дней|дня|суток|месяцев|недель)"
            r"(?:\s+(?:со дня|с даты|с момента|после)[^,.;]*)?"
        ),
        rf"\bдо\s+конца\s+{MONTH_YEAR}",
        rf"\b(?:в\s+срок\s+)?(?:до|не позднее)\s+{MONTH_YEAR}",
        rf"(?<!\bот\s)(?<!\d)(?:\d{{1,2}}\s+{MONTH}\s+\d{{4}}|\d{{1,2}}\.\d{{1,2}}\.\d{{4}})\s*(?:г\.|года|г\b)?(?!\s*№)",
        rf"\b{RATE}\b",
        rf"\bв\s+{MONTH_YEAR}",
    )
)
TERM_LEAD = re.compile(r"^срок(?:\s+\w+)?\s*[:–—-]\s*", re.IGNORECASE)


def term_in(text: str) -> tuple[str | None, str]:
    """Return the term a sentence prints, and the sentence without it; None where it prints none.

    A date of another act («приказ от 01.02.2026») has no word of a term before it and is none.
    """
    for pattern in TERMS:
        if found := pattern.search(text):
            without = f"{text[: found.start()].rstrip(' ,')} {text[found.end() :].lstrip(' ,')}"
            tidy = " ".join(without.split()).replace(" .", ".").replace(" ;", ";").replace(" :", ":")
            return " ".join(found.group().split()), tidy.replace("..", ".").strip()
    return None, text


def phrase_of(term: str) -> str:
    """Return the term as a deadline column would print it: «Срок: 10.03.2026» is «10.03.2026»."""
    return TERM_LEAD.sub("", term)
