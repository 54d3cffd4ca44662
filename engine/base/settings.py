"""Settings of the installation: environment variables, each documented in one place (docs/settings.md is made of it)."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, default and what it does."""

    name: str
    default: str
    meaning: str


TABLE: tuple[Setting, ...] = (
    Setting(
        "INSTANCE_DIR",
        "instance",
        "Folder for everything that is not code: database file, media, index, mailbox, key.",
    ),
    Setting(
        "DATABASE_URL",
        "sqlite:///INSTANCE_DIR/vitrine.sqlite3",
        "SQLite file, or postgresql+psycopg://user:secret@host/name.",
    ),
    Setting(
        "REDIS_URL",
        "unix://INSTANCE_DIR/run/redis.sock",
        "Redis for job doorbells; `make run` starts its own on this socket.",
    ),
    Setting(
        "SECRET_KEY",
        "made once, kept in INSTANCE_DIR/secret_key",
        "Signs cookies and links. The same on every machine.",
    ),
    Setting(
        "MEDIA_URL",
        "file://INSTANCE_DIR/media",
        "Media store: a folder, or s3://KEY:SECRET@endpoint/bucket?region=…&secure=1.",
    ),
    Setting(
        "SEARCH_DIR",
        "INSTANCE_DIR/search",
        "Folder of the search indexes; web and the index worker share it.",
    ),
    Setting(
        "MAIL_URL",
        "folder://INSTANCE_DIR/mailbox",
        "Outgoing mail: a folder of .eml files, or smtp://user:secret@host:587?tls=1.",
    ),
    Setting("MAIL_FROM", "shop@localhost.example", "Sender address where a store has none of its own."),
    Setting("HOST", "127.0.0.1", "Address that the web server binds."),
    Setting("PORT", "8000", "Port of the web server; it stands in printed addresses too."),
    Setting(
        "BASE_DOMAIN",
        "localhost",
        "Stores live at NAME.BASE_DOMAIN; checkout., admin. and preview. stand before it.",
    ),
    Setting("PUBLIC_SCHEME", "http", "https behind a TLS proxy: cookies are then Secure and HSTS is sent."),
    Setting("TRUSTED_PROXIES", "0", "How many proxies in front set X-Forwarded-*; 0 believes none."),
    Setting("WEB_WORKERS", "2", "Web server processes."),
    Setting("LOG_LEVEL", "INFO", "Level of the log on standard error."),
    Setting("THEME_PACKS", "theme_packs", "Folder of the theme packs, one folder each."),
    Setting(
        "LIQUID_BUDGET_SECONDS",
        "2.0",
        "Processor time that one themed page may take, in seconds; five times as long by the clock.",
    ),
    Setting(
        "FRAGMENT_CACHE_MB",
        "24",
        "Memory of each web process for pages and parts of pages that still hold; 0 makes every page anew.",
    ),
    Setting(
        "LIQUID_MODE",
        "compiled",
        "compiled: templates run as Python, kept in INSTANCE_DIR/compiled; interpreted: the reference, slower.",
    ),
    Setting(
        "CARD_TERMINAL_URL",
        "",
        "Service that drives the card terminals of tills, as http(s)://SECRET@host:port/path; empty: cash only.",
    ),
    Setting(
        "FORGET_CHECKOUTS_AFTER_DAYS",
        "30",
        "Days after the last touch when a checkout that nobody paid forgets who it was for: 1 to 3650.",
    ),
)


@dataclass(frozen=True)
class Settings:
    """The settings in force, resolved. Paths are absolute."""

    instance_dir: Path
    database_url: str
    redis_url: str
    secret_key: str
    media_url: str
    search_dir: Path
    mail_url: str
    mail_from: str
    host: str
    port: int
    base_domain: str
    public_scheme: str
    trusted_proxies: int
    web_workers: int
    log_level: str
    liquid_budget_seconds: float
    theme_packs: Path = ROOT / "theme_packs"
    liquid_mode: str = "compiled"
    fragment_bytes: int = 24_000_000
    card_terminal_url: str = ""
    forget_checkouts_after_days: int = 30

    @property
    def public_port(self) -> str:
        """``":8000"``, or nothing when the port is the scheme's own or a proxy stands in front."""
        if self.trusted_proxies or self.port == {"http": 80, "https": 443}[self.public_scheme]:
            return ""
        return f":{self.port}"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the environment. Raises SystemExit naming the variable when a value cannot be used."""
    env = os.environ if environ is None else environ
    instance = Path(env.get("INSTANCE_DIR") or ROOT / "instance").expanduser().resolve()
    instance.mkdir(parents=True, exist_ok=True)

    def number(name: str, default: str) -> float:
        try:
            return float(env.get(name) or default)
        except ValueError:
            raise SystemExit(f"{name}={env[name]!r} is not a number; see docs/settings.md") from None

    scheme = env.get("PUBLIC_SCHEME") or "http"
    if scheme not in ("http", "https"):
        raise SystemExit(f"PUBLIC_SCHEME={scheme!r} must be http or https; see docs/settings.md")
    mode = env.get("LIQUID_MODE") or "compiled"
    if mode not in ("compiled", "interpreted"):
        raise SystemExit(f"LIQUID_MODE={mode!r} must be compiled or interpreted; see docs/settings.md")
    return Settings(
        instance_dir=instance,
        database_url=_database_url(env.get("DATABASE_URL") or f"sqlite:///{instance}/vitrine.sqlite3"),
        redis_url=env.get("REDIS_URL") or f"unix://{quote(str(_own_socket(instance)))}",
        secret_key=env.get("SECRET_KEY") or _kept_secret(instance / "secret_key"),
        media_url=env.get("MEDIA_URL") or f"file://{instance}/media",
        search_dir=Path(env.get("SEARCH_DIR") or instance / "search"),
        mail_url=env.get("MAIL_URL") or f"folder://{instance}/mailbox",
        mail_from=env.get("MAIL_FROM") or "shop@localhost.example",
        host=env.get("HOST") or "127.0.0.1",
        port=int(number("PORT", "8000")),
        base_domain=env.get("BASE_DOMAIN") or "localhost",
        public_scheme=scheme,
        trusted_proxies=int(number("TRUSTED_PROXIES", "0")),
        web_workers=int(number("WEB_WORKERS", "2")),
        log_level=(env.get("LOG_LEVEL") or "INFO").upper(),
        liquid_budget_seconds=number("LIQUID_BUDGET_SECONDS", "2.0"),
        theme_packs=Path(env.get("THEME_PACKS") or ROOT / "theme_packs").expanduser().resolve(),
        liquid_mode=mode,
        fragment_bytes=int(number("FRAGMENT_CACHE_MB", "24") * 1_000_000),
        card_terminal_url=_web_address("CARD_TERMINAL_URL", env),
        forget_checkouts_after_days=_whole("FORGET_CHECKOUTS_AFTER_DAYS", "30", 1, 3650, env),
    )


def _web_address(name: str, env: Mapping[str, str]) -> str:
    """An address of a service of ours, or nothing."""
    address = env.get(name) or ""
    if address and not address.startswith(("http://", "https://")):
        raise SystemExit(f"{name} must begin with http:// or https://; see docs/settings.md")
    return address


def _whole(name: str, default: str, least: int, most: int, env: Mapping[str, str]) -> int:
    """A whole number within its limits."""
    given = (env.get(name) or default).strip()
    if not (given.isascii() and given.isdigit() and len(given) < 10 and least <= int(given) <= most):
        raise SystemExit(
            f"{name}={given!r} must be a whole number from {least} to {most}; see docs/settings.md"
        )
    return int(given)


def _database_url(url: str) -> str:
    """Accept the usual postgres:// spellings; the driver is always psycopg 3."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _own_socket(instance: Path) -> Path:
    """The socket of the embedded Redis. The kernel takes 107 bytes; a deeper folder gets one in the temporary folder."""
    path = instance / "run" / "redis.sock"
    if len(os.fsencode(path)) <= 100:
        return path
    name = hashlib.sha256(os.fsencode(instance)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"vitrine-{os.getuid()}-{name}" / "redis.sock"


def _kept_secret(path: Path) -> str:
    """Made once, readable by the owner only; two processes starting together agree on the first one written."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
