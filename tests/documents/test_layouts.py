"""The same plan in other layouts: columns, titles, headings and pages as each office has them."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents import made_odt, made_xlsx
from tests.documents.made_docx import body, cell, package, paragraph, row, table
from tests.documents.material import example_gold

from vekha.documents.contract import exit_code
from vekha.documents.roadmap import roadmap_of

TITLES = {
    "number": ("№", "№ п/п", "N п/п", "Номер"),
    "title": ("Мероприятие", "Наименование работ", "Содержание деятельности", "Тема", "Мероприятия, этапы"),
    "deadline_text": ("Срок", "Когда", "Дата проведения", "Период реализации", "Сроки исполнения"),
    "executor_text": ("Ответственный", "Исполнители", "Кто исполняет", "Участники, ответственные"),
    "result_text": ("Результат", "Вид документа", "Форма отчётности", "Выход", "Конечный результат"),
}
FIELDS = tuple(TITLES)
GOLD = {name: example_gold(name) for name in ("priozer_region", "zarechny_municipality", "school_plan")}


@st.composite
def layouts(draw):
    columns = draw(st.permutations(FIELDS if draw(st.booleans()) else FIELDS[1:]))
    return {
        "gold": GOLD[draw(st.sampled_from(sorted(GOLD)))],
        "columns": columns,
        "header": [draw(st.sampled_from(TITLES[column])) for column in columns],
        "column_numbers": draw(st.booleans()),
        "repeat_every": draw(st.sampled_from((3, 7, 99))),
        "merged_headings": draw(st.booleans()),
        "mark": draw(st.booleans()),
    }


def lines_of(layout):
    """(kind, cells) of each row of the layout."""
    header = [*layout["header"], *(["Отметка об исполнении"] if layout["mark"] else [])]
    yield "header", header
    if layout["column_numbers"]:
        yield "numbers", [str(count) for count in range(1, len(header) + 1)]
    titles = {one["number"]: one["title"] for one in layout["gold"]["sections"]}
    section = None
    for item in layout["gold"]["items"]:
        if item["section"] != section:
            section = item["section"]
            yield "section", [f"{section}.", titles[section]]
        yield "item", [item[column] or "" for column in layout["columns"]] + [""] * layout["mark"]
        if item["ordinal"] % layout["repeat_every"] == 0:
            yield "header", header


def as_text(layout):
    width = len(layout["columns"]) + layout["mark"]
    lines = ["План мероприятий на 2026 год", ""]
    for kind, cells in lines_of(layout):
        placed = [""] * width if kind == "section" else cells
        if kind == "section":
            placed[layout["columns"].index("title")] = cells[1]
            if "number" in layout["columns"]:
                placed[layout["columns"].index("number")] = cells[0]
        lines.append("\t".join(placed))
    return "\n".join(lines).encode()


def as_docx(layout):
    width = len(layout["columns"]) + layout["mark"]
    rows = []
    for kind, cells in lines_of(layout):
        if kind == "section":
            title = " ".join(cells) if "number" in layout["columns"] else cells[1]
            rows.append(row(cell(title, f'<w:gridSpan w:val="{width}"/>')))
        else:
            rows.append(row(*cells))
    return package(body(paragraph("План мероприятий на 2026 год") + table(*rows)))


def as_odt(layout):
    width = len(layout["columns"]) + layout["mark"]
    rows = []
    for kind, cells in lines_of(layout):
        if kind == "section":
            title = " ".join(cells) if "number" in layout["columns"] else cells[1]
            span = f'table:number-columns-spanned="{width}"'
            rows.append(made_odt.row(made_odt.cell(title, span), made_odt.covered(width - 1)))
        else:
            rows.append(made_odt.row(*cells))
    return made_odt.package(made_odt.paragraph("План мероприятий на 2026 год") + made_odt.table(*rows))


def as_html(layout):
    width = len(layout["columns"]) + layout["mark"]
    lines = ["<html><body><p>План мероприятий на 2026 год</p><table>"]
    for kind, cells in lines_of(layout):
        title = " ".join(cells) if "number" in layout["columns"] else cells[-1]
        made = [f"<td colspan={width}>{title}"] if kind == "section" else [f"<td>{text}" for text in cells]
        lines.append("<tr>" + "".join(made))
    return "".join(lines).encode()


def as_xlsx(layout):
    width = len(layout["columns"]) + layout["mark"]
    rows = list(lines_of(layout))
    titles = [" ".join(cells) if "number" in layout["columns"] else cells[-1] for _, cells in rows]
    filled = [
        [title] if kind == "section" else cells for (kind, cells), title in zip(rows, titles, strict=True)
    ]

    def merge(made):
        for at, (kind, _) in enumerate(rows, start=3):
            if kind == "section":
                made.active.merge_cells(start_row=at, end_row=at, start_column=1, end_column=width)

    return made_xlsx.book(*filled[1:], header=filled[0], fit=merge)


MAKERS = {"txt": as_text, "docx": as_docx, "odt": as_odt, "html": as_html, "xlsx": as_xlsx}


@settings(max_examples=25, deadline=None)
@given(layouts())
def test_a_plan_is_the_same_plan_in_any_layout(layout):
    shown = [column for column in FIELDS if column in layout["columns"]]
    wanted = [[item[column] or "" for column in shown] for item in layout["gold"]["items"]]

    for ending, made in MAKERS.items():
        roadmap = roadmap_of(made(layout), f"plan.{ending}")

        assert wanted == [[getattr(item, column) or "" for column in shown] for item in roadmap.items]
        assert [one["title"] for one in layout["gold"]["sections"]] == [one.title for one in roadmap.sections]


def plan(*lines):
    return roadmap_of("\n".join(("План на 2026 год", *lines)).encode(), "plan.txt")


def test_a_table_without_header_is_known_by_its_content():
    roadmap = plan(
        "1\tПроверка столовых и буфетов\tдо 15 мая 2026 г.\tРуководители ОО\tАкт",
        "2\tСводный отчёт о проверке столовых\tНоябрь 2026 г.\tУО\tСправка",
    )

    assert ["Руководители ОО", "УО"] == [item.executor_text for item in roadmap.items]
    assert ["до 15 мая 2026 г.", "Ноябрь 2026 г."] == [item.deadline_text for item in roadmap.items]
    assert "columns_by_content" in {remark.code for remark in roadmap.remarks}
    assert 2 == exit_code(roadmap)


def test_months_and_roman_numbers_in_the_first_column_are_headings():
    roadmap = plan(
        "№\tМероприятие\tСрок\tОтветственный",
        "Сентябрь\t\t\t",
        "1\tЛинейка\t1 сентября\tДиректор",
        "II.\tПраздники\t\t",
        "1\tДень учителя\t5 октября\tДиректор",
    )

    assert ["Сентябрь", "Праздники"] == [section.title for section in roadmap.sections]
    assert ["Линейка", "День учителя"] == [item.title for item in roadmap.items]
    assert not any("duplicate_number" in item.anomalies for item in roadmap.items)


def test_a_direction_column_makes_headings_and_a_mark_column_goes_to_the_rest():
    roadmap = plan(
        "№\tНаправление\tМероприятие\tСрок\tОтветственный\tОтметка об исполнении",
        "1\tКадры\tСовещание\tдо 15 мая 2026 г.\tУО\tисполнено",
        "2\tКадры\tСеминар\tдо 20 мая 2026 г.\tУО\t",
    )

    assert ["Кадры"] == [section.title for section in roadmap.sections]
    assert "Отметка об исполнении: исполнено" in [one.text for one in roadmap.rest]


def test_start_and_end_columns_make_one_deadline_for_review():
    roadmap = plan(
        "№\tМероприятие\tДата начала\tДата окончания\tОтветственный",
        "1\tНабор\t01.03.2026\t15.03.2026\tУО",
    )

    assert "с 01.03.2026 по 15.03.2026" == roadmap.items[0].deadline_text
    assert ("deadline_from_columns",) == roadmap.items[0].anomalies


def test_a_second_plan_has_columns_of_its_own_and_a_table_of_figures_is_no_plan():
    roadmap = plan(
        "№\tМероприятие\tСрок\tОтветственный",
        "1\tЛинейка\t1 сентября 2026 г.\tДиректор",
        "",
        "Показатели",
        "Наименование показателя\tЕд. изм.\tЗначение",
        "Охват\t%\t95",
        "",
        "План 2",
        "Мероприятие\tОтветственные\tСроки\tРезультат",
        "Зарядка\tУчителя\tдо 1 мая 2026 г.\tСправка",
    )

    assert ["Директор", "Учителя"] == [item.executor_text for item in roadmap.items]
    assert ["not_a_plan", "not_a_plan"] == [one.kind for one in roadmap.rest if one.kind == "not_a_plan"]


def test_a_second_deadline_of_the_same_activity_is_a_row_of_its_own():
    roadmap = plan(
        "№\tМероприятие\tСрок\tОтветственный\tРезультат",
        "1.1\tРазработать меню\tдо 01.02.2026\tУО\tПриказ",
        "\t\tдо 01.05.2026\tОО\tОтчёт",
    )

    assert ["Разработать меню"] * 2 == [item.title for item in roadmap.items]
    assert ("no_number", "title_inherited") == roadmap.items[1].anomalies


def test_a_line_break_inside_a_cell_of_a_text_is_mended():
    roadmap = plan(
        "№\tМероприятие\tСрок\tОтветственный\tРезультат",
        "1.\tПодготовить материалы,",
        "включая отчёт\tдо 01.02.2026\tУО\tПриказ",
        "2.\tСобрать\tмай 2026\tУО\tПриказ",
    )

    assert "Подготовить материалы, включая отчёт" == roadmap.items[0].title
    assert "до 01.02.2026" == roadmap.items[0].deadline_text


def test_a_row_pushed_right_by_an_empty_cell_is_taken_back():
    roadmap = plan(
        "№\tМероприятие\tСрок\tОтветственный\tДокумент",
        "1\tОсмотр крыши\tмай 2026 г.\tЗавхоз\tАкт",
        "2\tОсмотр подвала\tиюнь 2026 г.\t\tЗавхоз\tСправка",
    )

    assert [("Завхоз", "Акт"), ("Завхоз", "Справка")] == [
        (item.executor_text, item.result_text) for item in roadmap.items
    ]
    assert [(), ("executor_shifted",)] == [item.anomalies for item in roadmap.items]


def test_a_note_beside_an_executor_in_the_wrong_column_stays_a_note():
    roadmap = plan(
        "№\tМероприятие\tСрок\tОтветственный\tДокумент\tПримечание",
        "1\tОсмотр крыши\tмай 2026 г.\t\tЗавхоз\tсрочно",
    )

    assert ("", "Завхоз") == (roadmap.items[0].executor_text, roadmap.items[0].result_text)
    assert "Примечание: срочно" in [one.text for one in roadmap.rest]


def test_a_merged_cell_beside_a_fresh_one_under_one_title_loses_no_word():
    span, first = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>'
    roadmap = roadmap_of(
        package(body(paragraph("План на 2026 год") + table(
            row(cell("№"), cell("Мероприятие", span), cell("Срок"), cell("Ответственный")),
            row(cell("1"), cell("Ремонт", first), cell("кровля"), cell("май"), cell("Завхоз")),
            row(cell("2"), cell("", "<w:vMerge/>"), cell("стены"), cell("июнь"), cell("Маляр")),
        ))),
        "plan.docx",
    )  # fmt: skip

    assert ["Ремонт кровля", "Ремонт стены"] == [item.title for item in roadmap.items]


def test_a_gap_in_numbers_is_named():
    roadmap = plan(
        "№\tМероприятие\tСрок\tОтветственный",
        "1.1\tПервое\tдо 01.02.2026\tУО",
        "1.4\tВторое\tдо 01.03.2026\tУО",
    )

    assert [(), ("number_gap",)] == [item.anomalies for item in roadmap.items]


def flattened(gold, gap):
    """The plan as text flows out of a PDF: cells one after another, wrapped by their width."""
    lines = ["План мероприятий", "на 2026 год", "№", "п/п", "Наименование мероприятия Срок Ответственный"]
    lines += ["исполнитель", "Результат", "1 2 3 4 5"]
    titles = {one["number"]: one["title"] for one in gold["sections"]}
    section = None
    for item in gold["items"]:
        if item["section"] != section:
            section = item["section"]
            lines.append(f"{section}. {titles[section]}")
        widths = (("title", 50), ("deadline_text", 18), ("executor_text", 24), ("result_text", 26))
        for (column, width), before in zip(widths, (f"{item['number']} ", "", "", ""), strict=True):
            lines += textwrap.wrap(before + item[column], width)
    return gap.join(lines)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_text_flow_keeps_every_row_and_word_under_review(gap):
    gold = GOLD["zarechny_municipality"]
    # a number printed twice stays two rows; an empty cell leaves no trace in a flow
    roadmap = roadmap_of(flattened(gold, gap).encode(), "plan.txt")

    assert [one["number"] for one in gold["items"]] == [item.number for item in roadmap.items]
    assert 0 == roadmap.coverage.lost
    assert all("flat_text" in item.anomalies for item in roadmap.items)
    exact = sum(
        (one["title"], one["deadline_text"]) == (item.title, item.deadline_text)
        for one, item in zip(gold["items"], roadmap.items, strict=True)
    )
    assert exact >= 14
