"""A clerk's tables: read in any usual form, all or nothing, every error at once with its place."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from vekha.actions.load_organisations import Names, OrganisationFileError, load_organisations
from vekha.actions.verify import verify
from vekha.documents.cell_values import CellError, mailbox
from vekha.documents.errors import DocumentError
from vekha.documents.organisation_csv import read_organisations, read_people
from vekha.domain.organisations import Kind, Level, Role, WorkingDay
from vekha.rules.organisation_tree import tree_remarks
from vekha.storage import organisation_queries as tree
from vekha.storage.journal_tables import journal
from vekha.storage.organisation_tables import organisation_versions, organisations

NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
TODAY = date(2026, 1, 12)
NAMES = Names("орг.csv", "люди.csv")

ORGANISATIONS = """\
Код;Вышестоящая;Уровень;Вид;Наименование;Краткое наименование;Часовой пояс;Неделя;Субъект;Начало дня;Конец дня
reg;;регион;;Министерство образования;Минобр;;;25;;
mo;reg;муниципалитет;;Управление образования;УО;;;;8:30;17-30
s1;mo;школа;;МБОУ "Школа № 1";СШ 1;;6;;;
ds;mo;школа;детский сад;МБДОУ «Чайка»;ДС;;;;7;19
imc;mo;муниципалитет;методический центр;Методический центр;ИМЦ;;;;;
far;reg;муниципалитет;;Отдел образования;ОО;мск+9;;;;
lic;reg;школа;;Лицей;Лицей;Asia/Vladivostok;;;;
"""
PEOPLE = """\
Код организации,Роль,Должность,ФИО,Почта,Почта должности,С,По
s1,руководитель,Директор,Ключевая Ольга Петровна,klyuchevaya@example.test,s1@example.test,01.09.2025,
mo,контролёр,Заместитель начальника,Мостовая Анна Сергеевна,mostovaya@example.test,,,
ds,Руководитель,Заведующая,,,ds@example.test,,
"""


def _load(engine, text=ORGANISATIONS, people=PEOPLE, now=NOW):
    return load_organisations(engine, text.encode(), people and people.encode(), now, NAMES)


def _misfits(engine, text, people=None):
    with pytest.raises(OrganisationFileError) as refused:
        _load(engine, text, people)
    return [str(misfit) for misfit in refused.value.misfits]


def test_the_tree_is_loaded_with_zones_hours_weeks_and_shards(database):
    loaded = _load(database)
    assert (7, 0, 0) == (loaded.added, loaded.changed, loaded.same)
    with database.begin() as conn:
        found = {unit.code: unit for unit in tree.all_organisations(conn)}
        assert ["s1", "mo", "reg"] == [unit.code for unit in tree.ancestors(conn, found["s1"].id)]
    zones = {"reg": "Asia/Vladivostok", "s1": "Asia/Vladivostok", "far": "Asia/Kamchatka"}
    assert zones == {code: found[code].zone for code in zones}
    assert (6, 5) == (found["s1"].week, found["mo"].week)
    assert WorkingDay(time(8, 30), time(17, 30), time(16, 30)) == found["mo"].hours
    assert (Kind.KINDERGARTEN, Level.SCHOOL) == (found["ds"].kind, found["ds"].level)
    assert (Kind.METHODICAL_CENTRE, Level.MUNICIPALITY) == (found["imc"].kind, found["imc"].level)
    shards = {"reg": "reg", "mo": "mo", "s1": "mo", "ds": "mo", "imc": "mo", "far": "far", "lic": "lic"}
    assert shards == {code: _code(found, unit.shard_id) for code, unit in found.items()}
    assert verify(database) == ()


def _code(found, unit_id):
    return next(code for code, unit in found.items() if unit.id == unit_id)


def test_people_hold_their_posts_from_day_to_day_and_a_vacancy_keeps_its_mailbox(database):
    _load(database)
    with database.begin() as conn:
        school, nursery = tree.by_code(conn, "s1"), tree.by_code(conn, "ds")
        assert school
        assert nursery
        (post,) = tree.posts_of(conn, [school.id])
        (vacant,) = tree.posts_of(conn, [nursery.id])
        assert (Role.HEAD, "s1@example.test") == (post.role, post.address)
        (held,) = tree.holdings_on(conn, [post.id, vacant.id], TODAY)
        assert ("Ключевая Ольга Петровна", "klyuchevaya@example.test") == (held.name, held.address)
        assert tree.holdings_on(conn, [post.id], date(2025, 8, 31)) == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_any_usual_encoding_and_delimiter_is_read(encoding, delimiter):
    text = ORGANISATIONS.replace(";", delimiter).replace("\n", "\r\n")
    expected = read_organisations(ORGANISATIONS.encode(), "орг.csv")
    assert expected.remarks == ()
    assert expected == read_organisations(text.encode(encoding), "орг.csv")


def test_columns_stand_in_any_order_and_own_notes_are_left_alone():
    text = "Примечание;НАИМЕНОВАНИЕ;Уровень;Код;Вышестоящая\nспросить;Минобр;регион;reg;\n"
    (row,) = read_organisations(text.encode(), "f").rows
    assert ("reg", "Минобр", Level.REGION) == (row.code, row.name, row.level)


def test_loading_again_changes_nothing(database):
    _load(database)
    before = _sizes(database)
    again = _load(database)
    assert (0, 0, 7, 0, 0, 0) == (
        again.added,
        again.changed,
        again.same,
        again.people_added,
        again.people_changed,
        again.shards,
    )
    assert before == _sizes(database)


def _sizes(engine):
    with engine.begin() as conn:
        return [
            conn.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (organisations, organisation_versions, journal)
        ]


def test_a_change_adds_a_version_and_a_record_in_its_shard_only(database):
    _load(database)
    changed = _load(database, ORGANISATIONS.replace("СШ 1", "Школа 1"), None)
    assert (1, 6, 1) == (changed.changed, changed.same, changed.shards)
    with database.begin() as conn:
        school = tree.by_code(conn, "s1")
        assert school
        assert school.short_name == "Школа 1"
        versions = select(organisation_versions.c.version).where(
            organisation_versions.c.organisation_id == school.id
        )
        assert [1, 2] == sorted(conn.execute(versions).scalars())
    assert verify(database) == ()


def test_a_part_of_the_tree_can_be_loaded_later(database):
    _load(database)
    part = "код;вышестоящая;уровень;наименование\ns2;mo;школа;Школа № 2\n"
    loaded = _load(database, part, None)
    assert (1, 7) == (loaded.added, loaded.absent)
    with database.begin() as conn:
        school = tree.by_code(conn, "s2")
        assert school
        assert [unit.code for unit in tree.ancestors(conn, school.id)] == ["s2", "mo", "reg"]


def test_a_subtree_that_moves_within_its_shard_keeps_its_closure_right(database):
    centre = "цех;mo;муниципалитет;учреждение;Централизованная бухгалтерия;ЦБ;;;;;\n"
    _load(database, ORGANISATIONS + centre)
    moved = ORGANISATIONS.replace("ds;mo;школа;детский сад", "ds;s1;школа;филиал")
    _load(database, moved + centre)
    with database.begin() as conn:
        branch = tree.by_code(conn, "ds")
        assert branch
        assert ["ds", "s1", "mo", "reg"] == [u.code for u in tree.ancestors(conn, branch.id)]
        school = tree.by_code(conn, "s1")
        assert school
        assert ["s1", "ds"] == [unit.code for unit in tree.subtree(conn, school.id)]


def test_an_organisation_is_not_moved_to_another_shard_by_a_table(database):
    _load(database)
    (misfit,) = _misfits(database, ORGANISATIONS.replace("s1;mo;", "s1;far;"))
    assert "орг.csv, строка 4: «s1» переводится в другое ведение" in misfit


def test_a_new_head_ends_the_tenure_of_the_old_one(database):
    _load(database)
    people = PEOPLE.replace("Ключевая Ольга Петровна,klyuchevaya", "Новикова Тамара Юрьевна,novikova")
    loaded = _load(database, people=people, now=NOW + timedelta(days=30))
    assert (1, 1) == (loaded.people_added, loaded.people_ended)
    with database.begin() as conn:
        school = tree.by_code(conn, "s1")
        assert school
        posts = [post.id for post in tree.posts_of(conn, [school.id])]
        names = [
            [held.name for held in tree.holdings_on(conn, posts, day)]
            for day in (date(2026, 2, 10), date(2026, 2, 11))
        ]
    # The new row says «с 01.09.2025» as the old one did; the old one ends on the eve of the load.
    assert [["Ключевая Ольга Петровна", "Новикова Тамара Юрьевна"], ["Новикова Тамара Юрьевна"]] == names


def test_one_person_in_two_posts_is_one_person_and_namesakes_are_two(database):
    people = """код организации;роль;фио;почта
s1;руководитель;Иванова Е. А.;ivanova@example.test
s1;методист;Иванова Е. А.;
imc;руководитель;Иванова Е. А.;ivanova@example.test
ds;руководитель;Иванова Е. А.;other@example.test
"""
    _load(database, people=people)
    with database.begin() as conn:
        units = {unit.code: unit.id for unit in tree.all_organisations(conn)}
        posts = tree.posts_of(conn, units.values())
        held = tree.holdings_on(conn, [post.id for post in posts], TODAY)
        person_at = {
            post.organisation_id: one.person_id for post in posts for one in held if one.post_id == post.id
        }
    assert 2 == len({one.person_id for one in held})
    assert person_at[units["s1"]] == person_at[units["imc"]] != person_at[units["ds"]]


EVERY_ERROR = """\
Код;Вышестоящая;Уровень;Вид;Наименование;Часовой пояс;Неделя;Субъект;Начало дня;Конец дня
reg;;регион;;Министерство;МСК;;;;
top;;регион;;Другое министерство;;;;;
a;b;муниципалитет;учреждение;А;;;;;
b;c;муниципалитет;учреждение;Б;;;;;
c;a;муниципалитет;учреждение;В;;;;;
mo;reg;муниципалитет;;Управление;МСК+22;;;;
s1;mo;школо;;Школа;;;;;
s1;mo;школа;;Школа;;;;;
s2;moo;школа;;Школа;;;;;
s3;mo;школа;дет сад;;;;;;
s4;mo;школа;;Школа;;7;;;
s5;mo;школа;;Школа;;;177;;
s6;mo;школа;;Школа;;;;17:00;8:00
s7;s2;школа;;Школа;;;;25:00;
m2;s1;муниципалитет;;Управление;;;;;
m3;mo;муниципалитет;;Управление;;;;;
s8;mo;школа;;Школа;;;;;;лишнее
"""


def test_all_errors_are_told_at_once_by_line_and_nothing_is_loaded(database):
    before = _sizes(database)
    told = _misfits(database, EVERY_ERROR)
    expected = [
        "строка 3: у «top» нет вышестоящей, а вершина уже есть (строка 2)",
        "строка 4: организации подчинены друг другу по кругу: a → b → c → a.",
        "строка 7: пояса «МСК+22» в России нет.",
        "строка 8, столбец 3: «Уровень»: «школо» — неизвестное значение. Может быть, «школа»?",
        "строка 9: код «s1» уже стоит в строке 8.",
        "строка 10: вышестоящей с кодом «moo» нет. Может быть, «mo»?",
        "строка 11, столбец 4: «Вид»: «дет сад» — неизвестное значение. Может быть, «детский сад»?",
        "строка 11, столбец 5: «Наименование»: не заполнено.",
        "строка 12, столбец 7: «Неделя»: «7» — неизвестное значение.",
        "строка 13, столбец 8: «Субъект»: субъект «177» неизвестен.",
        "строка 14, столбец 10: «Конец дня»: день кончается раньше, чем начинается.",
        "строка 15: школа «s7» подчинена школе «s2».",
        "строка 15, столбец 9: «Начало дня»: «25:00» — не время.",
        "строка 16: муниципалитет «m2» стоит ниже, чем школа «s1».",
        "строка 17: орган управления «m3» подчинён органу того же уровня «mo».",
        "строка 18, столбец 11: в строке больше ячеек, чем заголовков.",
    ]
    assert [] == [text for text in expected if not any(f"орг.csv, {text}" in line for line in told)]
    assert before == _sizes(database)


def test_errors_of_people_are_told_with_those_of_organisations(sqlite_database):
    people = """код организации;роль;фио;почта;почта должности;с;по
s1;директор школы;Иванов И. И.;ivanov@example.test;;;
zz;руководитель;Петров П. П.;petrov;;;
s1;руководитель;;;;;
s1;руководитель;Сидоров С. С.;сидоров@example.test;a@example.test;32.01.2026;
s1;руководитель;Орлов О. О.;a@b.ru, c@d.ru;b@example.test;01.02.2026;01.01.2026
mo;куратор;Белов Б. Б.;;;;
mo;куратор;Белов Б. Б.;;;01.01.2026;
"""
    told = _misfits(sqlite_database, ORGANISATIONS.replace("МБОУ", "").replace("Лицей;Лицей", ";"), people)
    expected = [
        "орг.csv, строка 8, столбец 5: «Наименование»: не заполнено.",
        "люди.csv, строка 2, столбец 2: «роль»: «директор школы» — неизвестное значение.",
        "люди.csv, строка 3: организации с кодом «zz» нет.",
        "люди.csv, строка 3, столбец 4: «почта»: «petrov» — не адрес почты.",
        "люди.csv, строка 4, столбец 3: «фио»: не заполнено.",
        "люди.csv, строка 5, столбец 4: «почта»: в адресе «сидоров@example.test» до знака @ стоят не",
        "люди.csv, строка 5, столбец 6: «с»: «32.01.2026» — не дата.",
        "люди.csv, строка 6, столбец 4: «почта»: «a@b.ru, c@d.ru» — не один адрес.",
        "люди.csv, строка 6: у должности «руководитель» другой ящик, чем в строке 5.",
        "люди.csv, строка 6, столбец 7: «по»: «по» раньше, чем «с».",
        "люди.csv, строка 8: Белов Б. Б.: та же должность на те же дни уже в строке 7.",
    ]
    assert [] == [text for text in expected if not any(text in line for line in told)]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "файл пуст"),
        (b"\xef\xbb\xbf\r\n;;\r\n", "файл пуст"),
        ("код;вышестоящая;уровень;наименование".encode(), "одни заголовки"),
        (b"PK\x03\x04 not a table", "это не CSV"),
        (b"\x00\x01\x02\xff", "это не CSV"),
    ],
)
def test_what_is_no_table_is_refused(sqlite_database, content, what):
    with pytest.raises(DocumentError, match=what):
        load_organisations(sqlite_database, content, None, NOW, NAMES)


def test_a_torn_quote_names_the_line_where_the_row_begins(sqlite_database):
    torn = 'код;вышестоящая;уровень;наименование\nreg;;регион;"Министерство\nmo;reg;муниципалитет;УО\n'
    assert any("орг.csv, строка 2: кавычки не закрыты" in line for line in _misfits(sqlite_database, torn))


def test_a_missing_and_a_misspelt_column_are_told_with_advice(sqlite_database):
    text = "код;вышестоящяя;уровень;наименование\nreg;;регион;Министерство\n"
    told = _misfits(sqlite_database, text)
    assert any("столбец «вышестоящяя» неизвестен. Может быть, «вышестоящая»?" in line for line in told)
    assert any("нет столбца «вышестоящая»." in line for line in told)


def test_where_a_needed_column_is_missing_its_empty_cells_are_not_errors_too(sqlite_database):
    text = "код;Чушь;уровень;наименование\nreg;;регион;Министерство\nmo;reg;муниципалитет;УО\n"
    people = "код организации;роль;фио\nmo;руководитель;Сомов Пётр Ильич\n"

    missing, unknown = _misfits(sqlite_database, text, people)
    assert "нет столбца «вышестоящая»" in missing
    assert "столбец «Чушь» неизвестен" in unknown


def test_a_zone_outside_the_subject_is_a_note_and_no_error(sqlite_database):
    loaded = _load(sqlite_database, ORGANISATIONS.replace(";8:30;", ";8:30;").replace("мск+9", "МСК"))
    assert any("пояса Europe/Moscow в субъекте 25 нет" in str(remark) for remark in loaded.remarks)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("School1@Example.TEST", "School1@example.test"),
        ("приёмная@школа.рф", None),
        ("office@школа.рф", "office@xn--80avnr0b.xn--p1ai"),
        ("a..b@example.test", None),
        (".a@example.test", None),
        ("a@example", None),
        ("a@-example.test", None),
        ("a@127.0.0.1", None),
        ("Иванов <a@example.test>", None),
        ("a@example.test\r\nBcc: b@example.test", None),
        ("x" * 65 + "@example.test", None),
    ],
)
def test_mailboxes_are_kept_in_ascii_or_refused(written, stored):
    if stored is None:
        with pytest.raises(CellError):
            mailbox(written)
    else:
        assert stored.split("@")[0] == (mailbox(written) or "").split("@")[0]
        assert (mailbox(written) or "").isascii()


@given(st.text(max_size=200))
def test_a_mailbox_is_read_or_refused_whatever_is_written(text):
    try:
        found = mailbox(text)
    except CellError:
        return
    assert found is None or (found.isascii() and found.count("@") == 1 and not set(found) & set("\r\n ,;<>"))


@given(st.binary(max_size=300))
def test_reading_any_bytes_ends_in_rows_remarks_or_a_refusal(content):
    told: list[str] = []
    for read in (read_organisations, read_people):
        try:
            read(content, "f")
        except DocumentError as refused:
            told.append(str(refused))
    assert [text for text in told if not text.startswith("f: ")] == []


CODES = st.sampled_from(["a", "b", "c", "d", ""])


@given(
    st.lists(st.tuples(CODES, CODES, st.sampled_from(["регион", "муниципалитет", "школа", "?"])), max_size=6)
)
def test_any_table_of_codes_is_a_tree_or_is_refused_with_reasons(rows):
    text = "код;вышестоящая;уровень;наименование;пояс\n" + "".join(
        f"{c};{p};{lv};N;МСК\n" for c, p, lv in rows
    )
    if not rows:
        return
    found = read_organisations(text.encode(), "f")
    remarks = (*found.remarks, *tree_remarks(found.rows, {}))
    tops = [row for row in found.rows if not row.parent]
    codes = {row.code for row in found.rows}
    sound = len(tops) == 1 and len(codes) == len(rows)
    sound = sound and all(row.parent in codes for row in found.rows if row.parent)
    assert remarks != () or sound


def test_the_example_tables_load_without_a_remark(sqlite_database):
    examples = Path(__file__).parents[2] / "examples"
    tables = [(examples / name).read_bytes() for name in ("organisations.csv", "people.csv")]
    loaded = load_organisations(sqlite_database, *tables, NOW)
    assert () == loaded.remarks
    with sqlite_database.begin() as conn:
        schools = {unit.code for unit in tree.all_organisations(conn) if unit.level is Level.SCHOOL}
        offices = [unit for unit in tree.all_organisations(conn) if unit.kind == Kind.AUTHORITY]
    assert (12, 3) == (len([code for code in schools if code.startswith("zar-")]), len(schools) - 12)
    assert {"Europe/Moscow", "Europe/Samara"} == {unit.zone for unit in offices}
