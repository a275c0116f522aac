"""Settings: `vekha.toml` in the working folder, overridden by `VEKHA_*`; secrets by environment or file."""

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from vekha.domain.evidence import DEFAULT_LIMITS, EvidenceLimits
from vekha.domain.refusals import RefusedError
from vekha.settings.document_settings import DocumentSettings


def _without_query(folder: Path) -> Path:
    """A question mark would end the file's name in the database's URL, and the file would lie elsewhere."""
    if "?" in str(folder):
        raise ValueError
    return folder


Port = Annotated[int, Field(ge=1, le=65535)]
Folder = Annotated[Path, AfterValidator(_without_query)]


class BadSettingsError(RefusedError):
    """`vekha.toml` or the environment holds what no setting can be."""


class SmtpSecurity(StrEnum):
    """NONE refuses a login: a password never leaves without TLS."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class Settings(BaseSettings):
    """Everything an operator sets. `data` holds the database, evidence, keys and Prefect's own files."""

    model_config = SettingsConfigDict(
        env_prefix="VEKHA_",
        env_ignore_empty=True,
        # VEKHA_DOCUMENTS_PAGES is `pages` in the table `[documents]`.
        env_nested_delimiter="_",
        env_nested_max_split=1,
        toml_file="vekha.toml",
        extra="forbid",
    )

    data: Folder = Path("vekha-data")
    database_url: str = ""
    smtp_host: str = "127.0.0.1"
    smtp_port: Port = 25
    smtp_security: SmtpSecurity = SmtpSecurity.NONE
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_password_file: Path | None = None
    smtp_ca_file: Path | None = None
    smtp_connections: int = Field(default=2, ge=1, le=50)
    smtp_timeout_seconds: float = Field(default=60.0, gt=0)
    sender: str = Field(default="vekha@localhost", pattern=r"^[!-?A-~]+@[^@\s]+$")
    sender_name: str = "Веха"
    base_url: str = Field(default="http://127.0.0.1:8080", pattern=r"^https?://[^\s]+$")
    web_host: str = "127.0.0.1"
    web_port: Port = 8080
    prefect_port: Port = 4280
    # Proof: whose pages may be fetched («okrug.example, school1.example:8080»), and what files may be like.
    evidence_hosts: str = ""
    evidence_file_megabytes: float = Field(default=25, gt=0, le=1024)
    evidence_files: int = Field(default=20, ge=1, le=200)
    evidence_types: str = ""
    documents: DocumentSettings = DocumentSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))

    @property
    def url(self) -> str:
        """The database: what was set, else SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data / 'vekha.db'}"

    @property
    def evidence_limits(self) -> EvidenceLimits:
        """What may be handed in as proof; without `evidence_types` the shipped list of endings."""
        return EvidenceLimits(
            file_bytes=int(self.evidence_file_megabytes * 1024**2),
            files=self.evidence_files,
            types=_words(self.evidence_types) or DEFAULT_LIMITS.types,
            hosts=_words(self.evidence_hosts),
        )

    @property
    def virtual(self) -> bool:
        """True in a data folder of virtual time, which may write to loopback mail servers only."""
        return (self.data / "virtual").exists()


def _words(listed: str) -> frozenset[str]:
    return frozenset(word.strip(" .").lower() for word in listed.split(",") if word.strip(" ."))


def load_settings() -> Settings:
    """Return the settings of this run. Raises BadSettingsError naming every one that is wrong."""
    try:
        return Settings()
    except ValidationError as wrong:
        named = {".".join(map(str, error["loc"])): error for error in wrong.errors()}
        told = "; ".join(
            f"{name} (VEKHA_{name.upper().replace('.', '_')}): {_said(name, error['type'])}"
            for name, error in named.items()
        )
        raise BadSettingsError(
            f"Настройки не приняты: {told}. Исправьте vekha.toml или окружение."
        ) from wrong
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise BadSettingsError(
            f"Файл vekha.toml не читается: {broken}. Это должен быть TOML в UTF-8."
        ) from broken


def _said(name: str, kind: str) -> str:
    return _SAID.get(kind) or _WANTED.get(name) or "такое значение не подходит"


_SAID = {
    "extra_forbidden": "такой настройки нет",
    "int_parsing": "нужно целое число",
    "float_parsing": "нужно число",
    "greater_than": "число слишком мало",
    "greater_than_equal": "число слишком мало",
    "less_than_equal": "число слишком велико",
    "enum": "бывает none, starttls или tls",
    "byte_size": "нужно число байт или размер вида 50MiB",
}
_WANTED = {
    "data": "в имени папки не может стоять знак вопроса",
    "sender": "нужен один адрес почты, например vekha@okrug.example",
    "base_url": "адрес начинается с http:// или https://",
    "documents.macros": "бывает text или refuse",
    "documents.office_network": "бывает say или refuse",
}
