"""Indicators of rows and of tables beside the plan; the real plans against their gold in every format."""

import pytest
from tests.documents.material import ALL_REAL, REAL, gold_of, needs_real, read, real_text, spaced

from vekha.documents.contract import roadmap_json
from vekha.documents.roadmap import roadmap_of

READ_IN_PROCESS = ("txt", "docx", "odt", "html", "xlsx")
# One cell spans two rows there and its text is cut between them; it is read as the two halves it prints.
CUT_IN_TWO = {("kahun", 1), ("kahun", 2)}
BESIDE = (
    "<p>План мероприятий на 2026 год</p><table><tr><td>№</td><td>Мероприятие</td><td>Срок</td>"
    "<td>Ответственный</td></tr><tr><td>1.</td><td>Провести проверку столовых</td><td>до 15.05.2026</td>"
    "<td>Руководители ОО</td></tr></table><table><tr><td>№</td><td>Наименование показателя</td>"
    "<td>Ед. изм.</td><td>Базовое значение</td><td>2026 год</td><td>2027 год</td></tr>"
    "<tr><td>1</td><td>Доля школ, имеющих паспорт</td><td>%</td><td>40</td><td>60</td><td>80,5</td></tr>"
    "<tr><td>2</td><td>Снижение числа нарушений</td><td>ед.</td><td>9</td><td>5</td><td>3</td></tr>"
    "<tr><td>3</td><td>Число кружков</td><td>ед.</td><td>9</td><td></td><td></td></tr></table>"
)


def test_a_table_of_indicators_is_read_beside_the_plan():
    found = roadmap_json(roadmap_of(BESIDE.encode(), "план.html"))["indicators"]

    assert [
        ("Доля школ, имеющих паспорт", "%", "at_least", 80.5),
        ("Снижение числа нарушений", "ед.", "at_most", 3),
        ("Число кружков", "ед.", None, None),
    ] == [(one["text"], one["unit"], one["direction"], one["target"]) for one in found]
    assert [("2026 год", 60), ("2027 год", 80.5)] == [
        (one["when"], one["value"]) for one in found[0]["planned"]
    ]
    assert found[2]["doubts"][0].startswith("План не задан")
    assert 2 == found[0]["place"]["table"]


@needs_real
@pytest.mark.parametrize("extension", READ_IN_PROCESS)
@pytest.mark.parametrize("name", ALL_REAL)
def test_indicators_of_the_real_plans_are_those_of_the_gold(name, extension):
    path = real_text(name) if extension == "txt" else REAL / "formats" / f"{name}.{extension}"
    if not path.is_file():
        pytest.skip(f"{path.name} нет среди настоящих")
    gold, found = gold_of(name)["items"], roadmap_json(read(path))["items"]

    for expected, item in zip(gold, found, strict=True):
        if (name, expected["ordinal"]) not in CUT_IN_TWO:
            assert [spaced(one) for one in expected["indicators"]] == item["indicators"]
            assert bool(item["indicators"]) == bool(item["indicator_readings"])
