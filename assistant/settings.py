"""How is this installation set up?  Each setting is an environment variable `CIVICDESK_<NAME>` or a line of `.env`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, Json, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from assistant.errors import SettingsInvalid
from assistant.language_models.options import Options

PREFIX = "CIVICDESK_"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class IndexChoice(StrEnum):
    AUTO = "auto"
    EXACT = "exact"
    CHROMA = "chroma"


class OcrChoice(StrEnum):
    """What reads the pictures that come with mails."""

    OFF = "off"
    RAPIDOCR = "rapidocr"
    TESSERACT = "tesseract"


class Settings(BaseSettings):
    """One installation's settings; unknown `CIVICDESK_` names in `.env` are refused so that a typing slip is seen."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="forbid", env_ignore_empty=True)

    home: Path = Field(Path("var"), description="Folder of the service's state: database, index, run folders.")
    database_url: str = Field("", description="SQLAlchemy address; empty means SQLite in the state folder.")
    catalogue: Path | None = Field(
        None, description="JSON file of departments and categories; empty means the shipped one."
    )
    opening_hours: Path | None = Field(
        None, description="TOML file of opening hours, holidays and reply days; empty means the shipped one."
    )
    targets: Path | None = Field(
        None, description="TOML file of the times in which cases are answered; empty means the shipped one."
    )
    embedding: str = Field(
        "trilingual",
        description="`trilingual` (our own), a folder, `minilm` or a hub name, `openai:MODEL`, or `hash`.",
    )
    embedding_base_url: str = Field("", description="Address of an OpenAI-compatible endpoint for `openai:MODEL`.")
    embedding_api_key: SecretStr = Field(SecretStr(""), description="Key for that endpoint.")
    model: str = Field(
        "",
        max_length=150,
        description="Language model of every step, a name or `langchain:PROVIDER:MODEL`; empty means rules alone.",
    )
    model_base_url: str = Field(
        "", pattern=r"^(https?://\S+)?$", description="Address of an OpenAI-compatible endpoint for that model."
    )
    model_api_key: SecretStr = Field(SecretStr(""), description="Key for that endpoint.")
    model_options: Json[Options] = Field(
        default_factory=dict,
        validate_default=False,
        description='What is sent to it beside, as JSON: `{"reasoning_effort": "none"}`.',
    )
    models: Path | None = Field(
        None, description="TOML file of another model for each step; empty means `models.toml` in the state folder."
    )
    model_daily_tokens: int = Field(0, ge=0, description="Tokens that models may take a day; 0 sets no budget.")
    model_network_share: float = Field(
        0.2, gt=0, le=1, description="How much of what citizens may spend of them goes to those of one network (a /24)."
    )
    model_patience_seconds: float = Field(
        6.0, ge=1, le=120, description="How long a citizen, who has the approved text already, waits for a model."
    )
    model_concurrency: int = Field(32, ge=1, le=1000, description="Calls of models that one process has at once.")
    model_kept_answers: int = Field(
        1000, ge=0, le=100_000, description="Composed answers that a process keeps an hour for whoever asks the same."
    )
    index: IndexChoice = Field(IndexChoice.AUTO, description="Vector index: `auto`, `exact` or `chroma`.")
    chroma_url: str = Field(
        "", description="Address of a Chroma server; empty means Chroma embedded in the state folder."
    )
    exact_search_limit: int = Field(
        100_000, ge=0, description="`auto` uses exact search up to this many passages and Chroma above it."
    )
    compute_threads: int = Field(1, ge=1, le=64, description="Threads one embedding call may use.")
    request_threads: int = Field(8, ge=2, le=1000, description="Requests of one process that may run side by side.")
    allowed_hosts: str = Field("*", description="Host names this service answers to, separated by commas.")
    oidc_issuer: str = Field("", description="Issuer of the identity provider for staff; empty means passwords only.")
    oidc_client_id: str = Field("", description="This service's name at that provider.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Its secret there.")
    oidc_name: str = Field("", description="The provider's name on the sign-in page; empty shows its host.")
    trusted_proxies: str = Field(
        "", description="Exact addresses of the proxies that are believed about who calls, separated by commas."
    )
    sidebar_parents: str = Field(
        "", description="Origins of the desk systems that may show the sidebar in a frame, separated by commas."
    )
    rate_limits: bool = Field(True, description="Whether callers are limited; `off` for measurements only.")
    rate_limit_storage: str = Field(
        "", description="`redis://…` shared by several processes; empty means each process counts by itself."
    )
    ocr: OcrChoice = Field(
        OcrChoice.OFF, description="What reads pictures in mails: `off`, `rapidocr` (extra `ocr`) or `tesseract`."
    )
    imap_url: SecretStr = Field(
        SecretStr(""), description="Mailbox of citizens' mail, `imaps://user:password@host/INBOX`; several with spaces."
    )
    mail_folder: Path | None = Field(None, description="Folder of `.eml` and `.mbox` files that are taken in as mail.")
    mail_address: str = Field("", description="Address from which citizens are written to, with or without a name.")
    mail_secret: SecretStr = Field(
        SecretStr(""), description="Signs the address for replies; empty means one made in the state folder."
    )
    mail_authserv_id: str = Field(
        "", description="Name under which our own mail server writes Authentication-Results; no other is believed."
    )
    smtp_url: SecretStr = Field(
        SecretStr(""), description="Server that takes mail to citizens, `smtps://user:password@host`; empty sends none."
    )
    webhook_private: bool = Field(False, description="Whether webhooks may call addresses of the own network.")
    clamd: str = Field(
        "", description="ClamAV's daemon, a socket's path or HOST:PORT; empty means that files are not scanned."
    )
    retention: Path | None = Field(
        None, description="TOML file of the days for which what is kept; empty means the shipped one."
    )
    erasures: Path | None = Field(
        None, description="Folder of the ledger of erasures, better on another disk; empty means in the state folder."
    )
    source_domains: str = Field(
        "",
        description="Domains that pages are read from, `DEPARTMENT=domain` or `domain` for all, separated by commas.",
    )
    link_checks: bool = Field(False, description="Whether the links in live articles are tried now and then.")
    replay_margin: float = Field(
        0.02, ge=0, le=1, description="Share of a department's golden questions in a language that a draft may lose."
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="DEBUG, INFO, WARNING or ERROR.")

    @property
    def sqlalchemy_url(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'civicdesk.db'}"


def load_settings(**overrides: object) -> Settings:
    """Read the environment and `.env`.  Raises SettingsInvalid with the environment name of the first wrong setting."""
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks the overrides' types itself.
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        variable = name.upper() if name.upper().startswith(PREFIX) else PREFIX + name.upper()
        raise SettingsInvalid(f"{variable}: {first['msg']}", field=variable) from error
    _check_database_url(settings)
    _check_identity_provider(settings)
    _check_file("CATALOGUE", settings.catalogue)
    _check_file("OPENING_HOURS", settings.opening_hours)
    _check_file("TARGETS", settings.targets)
    _check_file("RETENTION", settings.retention)
    _check_file("MODELS", settings.models)
    return settings


def _check_file(name: str, path: Path | None) -> None:
    if path and not path.is_file():
        raise SettingsInvalid(f"{PREFIX}{name}: no such file: {path}", field=f"{PREFIX}{name}")


def _check_database_url(settings: Settings) -> None:
    field = f"{PREFIX}DATABASE_URL"
    try:
        url = make_url(settings.sqlalchemy_url)
        backend = url.get_backend_name()
    except ArgumentError as error:
        raise SettingsInvalid(f"{field}: not a database address", field=field) from error
    if backend not in ("sqlite", "postgresql"):
        raise SettingsInvalid(f"{field}: use sqlite or postgresql, not {backend}", field=field)
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        raise SettingsInvalid(f"{field}: an SQLite database needs a file, or nothing would be kept", field=field)


def _check_identity_provider(settings: Settings) -> None:
    if not settings.oidc_issuer:
        return
    parts = urlsplit(settings.oidc_issuer)
    if not parts.hostname or not (parts.scheme == "https" or parts.hostname in LOOPBACK):
        field = f"{PREFIX}OIDC_ISSUER"
        raise SettingsInvalid(f"{field}: an issuer is an https address", field=field)
    for name, value in (("ID", settings.oidc_client_id), ("SECRET", settings.oidc_client_secret.get_secret_value())):
        if not value:
            field = f"{PREFIX}OIDC_CLIENT_{name}"
            raise SettingsInvalid(f"{field}: needed with {PREFIX}OIDC_ISSUER", field=field)
