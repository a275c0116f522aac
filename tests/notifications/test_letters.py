"""A service letter: words, headers, rows. Golden text beside the rules it shows."""

from collections import Counter
from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest

from vekha.domain.letters import Addressee, LetterRow, NoticeKey, Part, Sheet
from vekha.domain.watches import Audience, SubjectKind
from vekha.notifications.compose import words_of
from vekha.notifications.errors import MailError
from vekha.notifications.message import Sender, as_ascii, can_carry, freeze, message_id

SENDER = Sender("vekha@zarechny.example.test", "Веха")
KEY = NoticeKey(SubjectKind.OBLIGATION, "a1", 1, "before-3", Audience.EXECUTOR)


def row(**changes: object) -> LetterRow:
    facts: dict[str, object] = {
        "notices": (KEY,),
        "part": Part.DUE_SOON,
        "item_number": "2.3.",
        "item_title": "Провести недели профессий",
        "deadline_text": "до 30 октября",
        "result_text": "Отчёт школы",
        "order": "приказ № 14 от 20.01.2026, УО Заречного округа",
        "due": date(2026, 10, 30),
        "workdays": 3,
    }
    return LetterRow(**(facts | changes))


def sheet(*rows: LetterRow, more: int = 0) -> Sheet:
    addressee = Addressee(
        "zar-01@example.test", 3, "МБОУ «Средняя школа № 1»", "вы руководите организацией-исполнителем"
    )
    totals = Counter(one.part for one in rows)
    totals[Part.OVERDUE] += more
    return Sheet(addressee, date(2026, 10, 27), rows, totals, "http://127.0.0.1:8080/o/token")


def test_a_single_row_names_item_term_and_days_left_in_the_subject() -> None:
    assert "[Контроль] п. 2.3 — срок 30.10.2026 — осталось 3 рабочих дня" == words_of(sheet(row())).subject


def test_several_rows_are_counted_in_the_subject_worst_first() -> None:
    late = row(part=Part.OVERDUE, due=date(2026, 10, 23), workdays=-2)

    assert (
        "[Контроль] просрочено: 1 пункт, срок приближается: 1 пункт" == words_of(sheet(row(), late)).subject
    )


def test_a_late_row_says_by_how_many_working_days() -> None:
    late = row(part=Part.OVERDUE, due=date(2026, 10, 6), workdays=-15)

    assert "(просрочено на 15 рабочих дней)" in words_of(sheet(late)).text


def test_the_cap_says_how_many_rows_stand_behind_the_link() -> None:
    words = words_of(sheet(row(part=Part.OVERDUE), more=2))

    assert "И ещё 2 пункта: смотрите полный список по ссылке." in words.text
    assert "[Контроль] просрочено: 3 пункта" == words.subject


def test_an_executor_named_by_nobody_is_asked_to_be_appointed() -> None:
    assert "просим назначить ответственного" in words_of(sheet(row(executor_missing=True))).text


def test_html_escapes_what_a_document_printed() -> None:
    html = words_of(sheet(row(item_title="<script>alert(1)</script>"))).html

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_headers_say_automatic_and_nothing_invites_a_reply_or_an_unsubscription() -> None:
    letter = message_from_bytes(
        freeze(sheet(row()), "f00d", SENDER, datetime(2026, 10, 27, 6, tzinfo=UTC)), policy=policy.default
    )

    assert "auto-generated" == letter["Auto-Submitted"]
    assert "All" == letter["X-Auto-Response-Suppress"]
    assert "<f00d@zarechny.example.test>" == letter["Message-ID"]
    assert letter["List-Unsubscribe"] is None
    assert letter["Precedence"] is None
    assert ["text/plain", "text/html"] == [part.get_content_type() for part in letter.iter_parts()]
    assert "Веха <vekha@zarechny.example.test>" == letter["From"]


def test_the_same_letter_has_the_same_bytes() -> None:
    at = datetime(2026, 10, 27, 6, tzinfo=UTC)

    assert freeze(sheet(row()), "f00d", SENDER, at) == freeze(sheet(row()), "f00d", SENDER, at)
    assert "<f00d@zarechny.example.test>" == message_id("f00d", SENDER)


def test_line_breaks_in_a_title_cannot_add_a_header() -> None:
    nasty = row(item_title="Отчёт\r\nBcc: all@example.test", item_number="1\r\nBcc: all@example.test")
    letter = message_from_bytes(
        freeze(sheet(nasty), "f00d", SENDER, datetime(2026, 10, 27, 6, tzinfo=UTC)), policy=policy.default
    )

    assert letter["Bcc"] is None


def test_an_address_that_mail_cannot_carry_is_refused_by_name() -> None:
    bad = Sheet(
        Addressee("директор@", 3, "школа", "причина"), date(2026, 10, 27), (row(),), {Part.DUE_SOON: 1}, ""
    )

    with pytest.raises(MailError, match="директор@"):
        freeze(bad, "f00d", SENDER, datetime(2026, 10, 27, 6, tzinfo=UTC))


@pytest.mark.parametrize(
    "bad", ["head@", "@example.test", "two words@example.test", "a@b@c", "x@exa mple.test", "a\n@b.test"]
)
def test_what_is_no_address_is_never_written_to(bad: str) -> None:
    assert not can_carry(bad)


def test_a_cyrillic_domain_is_carried_by_idna() -> None:
    assert "head@xn--80a1acny.xn--p1ai" == as_ascii("head@школа.рф".replace("школа", "почта"))


def test_a_very_long_title_is_cut_at_a_word() -> None:
    title = "Организация и проведение " * 40
    (line,) = [
        one for one in words_of(sheet(row(item_title=title))).text.splitlines() if one.startswith("1.")
    ]

    assert line.endswith(("проведение…", "и…", "Организация…"))
    assert 420 > len(line)
