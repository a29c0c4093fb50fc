"""Settings: one TOML file and the environment, read into frozen models; errors name the key."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pydantic
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from bot.token_shapes import misplaced_token


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a folder of zones, a path, no zone
        raise ValueError("it is no time zone; try Europe/Berlin or UTC") from None
    return name


def _possible_port(address: str) -> str:
    try:
        _ = urlsplit(address).port
    except ValueError:
        raise ValueError("a port is a number up to 65535") from None
    return address


def _possible_keys(keys: SecretStr) -> SecretStr:
    for key in keys.get_secret_value().split():
        if not _KEY.fullmatch(key):
            raise ValueError("a key is what `openssl rand -base64 32 | tr +/ -_` prints")
    return keys


_KEY = re.compile("[A-Za-z0-9_-]{43}=")  # 32 bytes
Zone = Annotated[str, AfterValidator(_known_zone)]
Address = Annotated[str, AfterValidator(_possible_port)]


class Section(BaseModel):
    """A group of settings that cannot change while Mingle runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DatabaseSection(Section):
    """Where Mingle keeps what it knows."""

    url: str = Field(
        "sqlite+aiosqlite:///data/mingle.db",
        description="SQLite in one file, or `postgresql+asyncpg://user:password@host/name` for "
        "several processes",
        pattern=r"^(sqlite\+aiosqlite:///.+|postgresql\+asyncpg://.+)$",
    )
    keys: Annotated[SecretStr, AfterValidator(_possible_keys)] = Field(
        SecretStr(""),
        description="keys that encrypt private calendar addresses and Slack's tokens, the newest "
        "first, with spaces between; SQLite makes a file for one, beside its own",
    )

    @property
    def key_list(self) -> list[str]:
        """The keys, the newest first."""
        return self.keys.get_secret_value().split()


class PlaygroundSection(Section):
    """A workspace in the browser, with simulated colleagues."""

    enabled: bool = Field(
        False,
        description="serve the playground from `mingle run` too, in real time; needs the extra "
        "`playground`",
    )
    port: int = Field(
        8080,
        ge=1,
        le=65535,
        description="the page's port on this machine; nobody else can reach it",
    )


class SlackSection(Section):
    """One Slack workspace, served as soon as it has a bot token."""

    bot_token: SecretStr = Field(
        SecretStr(""), description="the bot's token, xoxb-…, from OAuth & Permissions"
    )
    app_token: SecretStr = Field(
        SecretStr(""), description="the app's token, xapp-…, for Socket Mode"
    )
    signing_secret: SecretStr = Field(SecretStr(""), description="the signing secret, for HTTP")
    mode: Literal["socket", "http"] = Field(
        "socket", description="socket: we call Slack; http: Slack calls us"
    )
    host: str = Field(
        "127.0.0.1", description="where HTTP listens; 0.0.0.0 behind a proxy on another machine"
    )
    port: int = Field(3000, ge=1, le=65535, description="the port on which HTTP listens")
    api_url: Address = Field(
        "https://slack.com/api/", description="where the Web API is", pattern=r"^https?://.+/$"
    )
    client_id: str = Field(
        "",
        description="the client ID: anybody may add Mingle to their workspace at public_url",
    )
    client_secret: SecretStr = Field(SecretStr(""), description="the client secret beside it")
    config_token: SecretStr = Field(
        SecretStr(""),
        description="an app configuration token, with which `mingle check` sees the app's events",
    )
    public_url: Address = Field(
        "",
        description="the https address of the page “Add to Slack”; leads to host and port",
        pattern=r"^(https?://[^\s/?#@]+)?$",
    )
    contact: str = Field(
        "",
        description="whom people may ask who add Mingle by a click: an e-mail address, or a page's",
        pattern=r"^(https?://[^\s<>\"]+|[^\s<>\"@]+@[^\s<>\"@]+)?$",
    )
    organisers: tuple[str, ...] = Field(
        (),
        description="people (U…) and user groups (S…) who may set Mingle up, besides admins and "
        "owners",
    )
    guests: bool = Field(False, description="let guests and people of other companies take part")
    history: bool = Field(
        False, description="the history scopes were granted: look before a message is repeated"
    )
    join: bool = Field(
        False,
        description="the scope channels:join was granted: join public channels that are set up",
    )
    links: tuple[str, ...] = Field(
        (), max_length=5, description="domains of event pages whose links get a preview, at most 5"
    )
    zone: Zone = Field("UTC", description="the IANA zone of people whose profile names none")

    @property
    def enabled(self) -> bool:
        """Return whether there is a workspace to serve, or may be."""
        return self.has_installs or bool(self.bot_token.get_secret_value())

    @property
    def has_installs(self) -> bool:
        """Return whether people add Mingle to their workspaces by a click."""
        return bool(self.client_id)

    def missing_setting(self) -> str:
        """Return a sentence about the setting that is missing or another's, or an empty string."""
        tokens = (self.bot_token.get_secret_value(), self.app_token.get_secret_value())
        if misplaced := misplaced_token(*tokens, needs_app=self.mode == "socket"):
            return misplaced
        needed = {
            "socket": ("app_token", self.app_token),
            "http": ("signing_secret", self.signing_secret),
        }
        name, value = needed[self.mode]
        if not value.get_secret_value():
            return f'slack.{name} is missing; slack.mode = "{self.mode}" needs it.'
        if self.has_installs and not self.client_secret.get_secret_value():
            return "slack.client_secret is missing; slack.client_id needs it."
        if self.has_installs and not self.public_url:
            return "slack.public_url is missing; slack.client_id needs it."
        return ""


class DiscordSection(Section):
    """One Discord app, in as many servers as have invited it; served as soon as it has a token."""

    token: SecretStr = Field(SecretStr(""), description="the bot's token, from the app's page, Bot")
    members: bool = Field(
        False,
        description="use the Server Members Intent, once it is on in the app's page, Bot: who "
        "leaves is known at once, and in servers of up to 1,000 people everybody is asked",
    )
    organisers: tuple[str, ...] = Field(
        (),
        description="roles (their ids) that may set Mingle up, besides who manages events or the "
        "server",
    )
    zone: Zone = Field(
        "UTC", description="the IANA zone of people who have not named theirs; Discord tells none"
    )
    names: dict[str, dict[str, str]] = Field(
        {},
        description="what the commands are called in other languages, such as `lunch = {de = "
        '"mittag"}`',
    )
    api_url: Address = Field(
        "https://discord.com/api/v10", description="where the REST API is", pattern=r"^https?://.+$"
    )
    gateway_url: Address = Field(
        "wss://gateway.discord.gg/", description="where the gateway is", pattern=r"^wss?://.+$"
    )

    @property
    def enabled(self) -> bool:
        """Return whether there is an app to serve."""
        return bool(self.token.get_secret_value())


class WebSection(Section):
    """Calendar feeds over HTTP, served as soon as there is a public address."""

    public_url: Address = Field(
        "",
        description="the address at which people's calendar programs reach Mingle, such as "
        "https://mingle.example.com",
        pattern=r"^(https?://[^\s/?#@]+(/[^\s?#]*)?)?$",
    )
    host: str = Field(
        "127.0.0.1",
        description="where calendars are served; 0.0.0.0 behind a proxy on another machine",
    )
    port: int = Field(8088, ge=1, le=65535, description="the port on which calendars are served")
    swap_loopback: bool = Field(
        False,
        description="let swap lunches reach another Mingle on this very machine, to try them out",
    )


class MonitoringSection(Section):
    """Where supervisors and Prometheus ask: /live, /ready and /metrics, while Mingle runs."""

    host: str = Field(
        "127.0.0.1",
        description="where `/live`, `/ready` and `/metrics` are served; 0.0.0.0 in a container",
    )
    port: int = Field(
        9464, ge=0, le=65535, description="the port on which they are served; 0 takes a free one"
    )


class LogSection(Section):
    """What Mingle writes to its log."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="the least that is written"
    )
    format: Literal["json", "text"] = Field(
        "json", description="one JSON object a line, or lines for people"
    )


class Settings(BaseSettings):
    """Everything an operator can set."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="MINGLE_",
        env_nested_delimiter="__",
        nested_model_default_partial_update=True,
    )

    database: DatabaseSection = DatabaseSection()
    playground: PlaygroundSection = PlaygroundSection()
    slack: SlackSection = SlackSection()
    slacks: dict[str, SlackSection] = Field(
        {}, description="further Slack workspaces, each as in slack"
    )
    discord: DiscordSection = DiscordSection()
    web: WebSection = WebSection()
    monitoring: MonitoringSection = MonitoringSection()
    log: LogSection = LogSection()

    @property
    def slack_sections(self) -> dict[str, SlackSection]:
        """The Slack sections that are to be served, by name."""
        further = {f"slacks.{name}": section for name, section in self.slacks.items()}
        sections = {"slack": self.slack, **further}
        return {name: section for name, section in sections.items() if section.enabled}

    def missing_setting(self) -> str:
        """Return a sentence about what a Slack section lacks, or an empty string."""
        sections = self.slack_sections.values()
        lacking = [section.missing_setting() for section in sections]
        keeps_tokens = any(section.has_installs for section in sections)
        if keeps_tokens and "postgresql" in self.database.url and not self.database.key_list:
            lacking.append(
                "database.keys is missing, with which slack.client_id has tokens encrypted. "
                "`openssl rand -base64 32 | tr +/ -_` makes one."
            )
        return next(filter(None, lacking), "")


class ConfigError(Exception):
    """The settings cannot be used; the message names each key and what to do."""


def load_settings(path: Path | None) -> Settings:
    """Return settings from a TOML file, if one is named, and the environment, which wins."""

    class Located(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return env_settings, TomlConfigSettingsSource(settings_cls, toml_file=path)

    if path and not path.is_file():
        raise ConfigError(
            f"There is no file {path}. Copy config.example.toml there, or leave --config out."
        )
    try:
        return Located()
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}.") from error
    except (pydantic.ValidationError, SettingsError) as error:
        raise ConfigError(_in_words(error)) from error


def find_version() -> str:
    """Return the version of the installed package, or "unknown" where it is not installed."""
    try:
        return version("mingle")
    except PackageNotFoundError:
        return "unknown"


def list_sections() -> dict[str, type[Section]]:
    """Return every group of settings that may appear once, by name."""
    found = ((name, field.annotation) for name, field in Settings.model_fields.items())
    return {
        name: kind for name, kind in found if isinstance(kind, type) and issubclass(kind, Section)
    }


def list_keys() -> dict[str, str]:
    """Return every setting as `section.key` with what it is for."""
    return {
        f"{name}.{key}": field.description or ""
        for name, section in list_sections().items()
        for key, field in section.model_fields.items()
    }


def _in_words(error: Exception) -> str:
    if not isinstance(error, pydantic.ValidationError):
        return f"The environment has a setting that cannot be read: {error}."
    return "\n".join(_one(found) for found in error.errors())


def _one(found: ErrorDetails) -> str:
    key = ".".join(str(part) for part in found["loc"])
    if found["type"] == "extra_forbidden":
        return f"{key} is not a setting. config.example.toml lists them all."
    reason = found["msg"].removeprefix("Value error, ")
    secret = any(word in key for word in ("token", "secret", "database"))
    if secret or not isinstance(found["input"], str | int | float | bool):
        return f"{key} cannot be used: {reason}."
    return f"{key} = {found['input']!r} cannot be used: {reason}."
