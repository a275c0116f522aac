"""What an operator may set, and how a slip is told."""

from pathlib import Path

import pytest

from vekha.settings.settings import BadSettingsError, load_settings


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_environment_overrides_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vekha.toml").write_text('sender = "a@example.test"\nweb_port = 8081\n', encoding="utf-8")
    monkeypatch.setenv("VEKHA_SENDER", "b@example.test")

    assert ("b@example.test", 8081) == (load_settings().sender, load_settings().web_port)


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("web_prot = 8081", r"web_prot .*: такой настройки нет"),
        ('web_port = "много"', r"web_port \(VEKHA_WEB_PORT\): нужно целое число"),
        ('smtp_security = "ssl"', "бывает none, starttls или tls"),
        ("web_port =", "vekha.toml не читается"),
        ('data = "чей?"', r"data .*: в имени папки не может стоять знак вопроса"),
        ("smtp_port = 99999", r"smtp_port .*: число слишком велико"),
        ("prefect_port = 0", r"prefect_port .*: число слишком мало"),
        ('sender = "Веха"', r"sender .*: нужен один адрес почты"),
        ('base_url = "vekha.example"', r"base_url .*: адрес начинается с http"),
    ],
)
def test_a_slip_in_the_file_is_told_by_name(tmp_path: Path, toml: str, named: str) -> None:
    (tmp_path / "vekha.toml").write_text(toml, encoding="utf-8")

    with pytest.raises(BadSettingsError, match=named):
        load_settings()


def test_an_empty_variable_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEKHA_DATA", "")

    assert Path("vekha-data") == load_settings().data


def test_every_slip_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEKHA_WEB_PORT", "x")
    monkeypatch.setenv("VEKHA_SMTP_PORT", "y")

    with pytest.raises(BadSettingsError, match=r"smtp_port.*web_port"):
        load_settings()
