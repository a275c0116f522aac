"""Laws of reading a cell: order, spacing, capitals and line breaks do not change who is named."""

import time
from collections import Counter
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from vekha.domain.executors import Executors
from vekha.domain.organisations import Level
from vekha.rules.executors import read_executors

ISSUER = st.sampled_from([*Level, None])
# Addressees that stand on their own: none takes its neighbour as complement, name or post.
ADDRESSEES = (
    "Управление образования",
    "МКУ ИМЦ",
    "руководители ОО",
    "директора школ",
    "МБОУ СОШ № 5",
    "классные руководители 5-9 классов",
    "педагог-психолог",
    "заместитель директора по УВР",
    "рабочая группа по введению ФГОС",
    "родительский комитет",
    "ОГИБДД",
    "кураторы ЦМН",
    "учителя-предметники",
    "методист Петрова А.А.",
)
LISTS = st.lists(st.sampled_from(ADDRESSEES), min_size=1, max_size=4, unique=True)
SEPARATORS = st.sampled_from([", ", "; ", ";\n"])  # a slash may also stand inside a name
LONGEST_SECONDS = 1.0


def roles(executors: Executors) -> Counter[tuple[str, str | None, bool]]:
    return Counter((part.role.value, part.name, part.many) for part in executors.parts)


@given(listed=LISTS, separator=SEPARATORS, issuer=ISSUER)
def test_a_list_names_whom_its_members_name_each_alone(listed, separator, issuer):
    alone = sum((roles(read_executors(one, issuer)) for one in listed), Counter())
    assert alone == roles(read_executors(separator.join(listed), issuer))


@given(listed=LISTS.filter(lambda listed: len(listed) > 1), issuer=ISSUER)
def test_the_order_of_a_list_orders_its_parts(listed, issuer):
    for order in permutations(listed):
        read = read_executors("; ".join(order), issuer)
        assert list(order) == [part.text for part in read.parts]


@given(listed=LISTS, issuer=ISSUER, blank=st.sampled_from(["  ", "\u00a0", " \t", "\u2009"]))
def test_the_width_of_blanks_changes_nothing(listed, issuer, blank):
    text = ", ".join(listed)
    read, wide = read_executors(text, issuer), read_executors(text.replace(" ", blank), issuer)
    assert (roles(read), read.doubts) == (roles(wide), wide.doubts)


@given(listed=LISTS, issuer=ISSUER)
def test_the_first_letter_of_an_addressee_changes_nothing(listed, issuer):
    capitals = ", ".join(one[0].upper() + one[1:] for one in listed)
    read, printed = read_executors(", ".join(listed), issuer), read_executors(capitals, issuer)
    assert (roles(read), read.needs_review) == (roles(printed), printed.needs_review)


@given(
    broken=st.sampled_from(
        [
            "Управле-\nние образования",
            "руководи-\nтели ОО",
            "Управле\u00adние образования",
            "учителя-\nпредметники",
        ]
    ),
    issuer=ISSUER,
)
def test_a_word_broken_by_the_column_is_one_word(broken, issuer):
    whole = {"учителя-\nпредметники": "учителя-предметники"}.get(
        broken, broken.replace("-\n", "").replace("\u00ad", "")
    )
    read = read_executors(broken, issuer)
    assert roles(read_executors(whole, issuer)) == roles(read)
    assert 1 == len(read.parts)


@given(listed=LISTS, issuer=ISSUER, note=st.sampled_from(["(по согласованию)", "в рамках компетенции"]))
def test_a_qualifier_changes_nobody(listed, issuer, note):
    text = "; ".join(listed)
    read = read_executors(f"{text} {note}", issuer)
    assert roles(read_executors(text, issuer)) == roles(read)
    assert (note,) == read.qualifiers


@given(
    word=st.sampled_from(["Заместитель ", "а-", "А.", "(", "«", "Иванов И.", "им. ", "и ", "ОО ", "1) ", "№"])
)
def test_a_long_cell_is_read_in_bounded_time(word):
    began = time.perf_counter()
    read_executors(word * 2000, Level.SCHOOL)
    assert LONGEST_SECONDS > time.perf_counter() - began
