"""Several tables in one file: what stands between them heads them, what is no plan stays out."""

from vekha.documents.roadmap import roadmap_of

HEADER = "<tr><td>№<td>Мероприятие<td>Срок<td>Ответственный<td>Результат"


def row(number, title, deadline="май 2026"):
    return f"<tr><td>{number}<td>{title}<td>{deadline}<td>Завхоз<td>Акт"


def page(*parts):
    return roadmap_of(("<p>План на 2026 год" + "".join(parts)).encode(), "plan.html")


def rest_of(roadmap, kind):
    return [one.text.replace("\n", " / ") for one in roadmap.rest if one.kind == kind]


def test_a_numbered_line_over_each_table_is_its_section():
    roadmap = page(
        "<p>1. Питание<table>", HEADER, row(1, "Меню"), "</table>",
        "<p>2. Безопасность<table>", HEADER, row(1, "Учения"), "</table>",
    )  # fmt: skip

    titles = [(one.number, one.title) for one in roadmap.sections]
    assert [("1.", "Питание"), ("2.", "Безопасность")] == titles
    assert ["1", "2"] == [item.section for item in roadmap.items]
    assert {()} == {item.anomalies for item in roadmap.items}
    assert 0 == roadmap.coverage.lost


def test_a_month_over_a_table_is_the_month_of_its_rows():
    roadmap = page("<p>Февраль<table>", HEADER, row(1, "Смотр", ""), "</table>")

    assert "Февраль" == roadmap.items[0].deadline_text
    assert ("deadline_inherited",) == roadmap.items[0].anomalies


def test_a_plain_line_heads_a_second_plan_and_never_the_first():
    roadmap = page(
        "<p>Организация питания<table>", HEADER, row(1, "Меню"), "</table>",
        "<p>Работа с кадрами<table>", HEADER, row(1, "Учёба"), "</table><p>Директор Петров",
    )  # fmt: skip

    assert ["Работа с кадрами"] == [one.title for one in roadmap.sections]
    assert [None, "1"] == [item.section for item in roadmap.items]


def test_a_point_of_the_order_over_the_only_table_is_no_section():
    roadmap = page("<p>3. Контроль оставляю за собой.<table>", HEADER, row(1, "Меню"), "</table>")

    assert () == roadmap.sections


def test_a_table_of_figures_and_a_signature_in_the_same_table_are_no_rows():
    roadmap = page(
        "<table>", HEADER, row(1, "Меню"), row(2, "Учения"),
        "<tr><td>№<td>Показатель<td>Ед.<td>2025<td>2026", "<tr><td>1<td>Охват<td>%<td>90<td>95",
        HEADER, row(3, "Ремонт"), "<tr><td>Директор<td><td><td>Петров П.П.<td></table>",
    )  # fmt: skip

    assert ["Меню", "Учения", "Ремонт"] == [item.title for item in roadmap.items]
    assert ["№ / Показатель / Ед. / 2025 / 2026", "1 / Охват / % / 90 / 95"] == rest_of(roadmap, "not_a_plan")
    assert ["Директор / Петров П.П."] == rest_of(roadmap, "fragment")
    assert 0 == roadmap.coverage.lost
