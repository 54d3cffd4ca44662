"""Whole pages for visitors without a cart or an account, answered before any application is asked.

A kept page is shown as long as the sum of the counters it depends on is what it was when the page was made: one statement.
Its address, the host, the language and what htmx asks with are its key; a visitor whose cookies mean something to the shop
is never answered from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from werkzeug.http import parse_cookie

from engine.base import clock
from engine.base.counters import Counters
from engine.rendering.fragments import FragmentStore, Kept

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from engine.rendering.queries import Themes

FACTS = "vitrine.kept_page"
"""Where an application leaves what the page depends on: `PageFacts`."""
SHARED_CACHE = "public, no-cache"
"""What a page says that is the same for all visitors without a cart or an account: every cache asks whether it still holds.
Only what still says so as it leaves the application is kept."""
WAIT = 1.0
"""Seconds that a request waits for another that makes the same page."""
_OWN_COOKIES = frozenset({"cart", "customer", "shop_pass"})
_FILES = ("/api/", "/assets/", "/_assets/", "/fonts/", "/media/")
_NOT_SENT_AGAIN = frozenset({"content-type", "content-length"})
_MOST_QUERY = 1_000
_LONGEST_LANGUAGE = 20
_LOOK_AGAIN = 60.0
"""Seconds for which a page that cannot be kept is taken for one: a fault in it may be mended, a shop may open."""

Headers = list[tuple[str, str]]
App = Callable[["WSGIEnvironment", "StartResponse"], Iterable[bytes]]


@dataclass(frozen=True)
class PageFacts:
    """What an application says of a page that may be kept."""

    store_id: int
    pack: str
    pack_version: str
    depends: Kept


@dataclass(frozen=True)
class _NotKept:
    """Stands in the place of a page that cannot be kept."""

    until: float


@dataclass(frozen=True)
class _Page:
    facts: PageFacts
    question: str
    until: datetime | None
    etag: str
    headers: Headers
    body: bytes


class KeptPages:
    """One per process."""

    def __init__(self, store: FragmentStore, counters: Counters, themes: Themes) -> None:
        self.store, self.counters, self.themes = store, counters, themes

    def answer(self, environ: WSGIEnvironment, start: StartResponse, app: App) -> Iterable[bytes]:
        """The page as it is kept, else as *app* makes it."""
        key = _key_of(environ)
        if key is None:
            return app(environ, start)
        known = self.store.get(key)
        if isinstance(known, _Page) and self._holds(known):
            return _sent(known, environ, start)
        if not _is_known_not_to_keep(known):
            with self.store.turn(key, WAIT) as waited:
                again = self.store.get(key) if waited else None
                if isinstance(again, _Page) and self._holds(again):
                    return _sent(again, environ, start)
                if not _is_known_not_to_keep(again):
                    return self._made(key, environ, start, app)
        return app(environ, start)

    def _holds(self, page: _Page) -> bool:
        facts = page.facts
        if page.until is not None and page.until <= clock.now():
            return False
        if not self.themes.is_current(facts.pack, facts.pack_version):
            return False
        return self.counters.total(facts.store_id, page.question) == facts.depends.total

    def _made(self, key: Any, environ: WSGIEnvironment, start: StartResponse, app: App) -> Iterable[bytes]:
        said: list[Any] = []

        def listen(status: str, headers: Headers, *rest: Any) -> Any:
            said[:] = [status, headers]
            return start(status, headers, *rest)

        body = app(environ, listen)
        facts = environ.get(FACTS)
        if not isinstance(facts, PageFacts):
            if said and said[0].startswith("200"):
                self.store.put(key, _NotKept(monotonic() + _LOOK_AGAIN))
            return body
        whole = b"".join(body)
        close = getattr(body, "close", None)
        if close is not None:
            close()
        status, headers = said
        named = {name.lower(): value for name, value in headers}
        etag, is_shared = named.get("etag"), named.get("cache-control") == SHARED_CACHE
        if status.startswith("200") and etag and is_shared and "set-cookie" not in named:
            question = self.counters.question(facts.depends.keys)
            lasting = [(name, value) for name, value in headers if name.lower() != "date"]
            page = _Page(facts, question, facts.depends.until, etag, lasting, whole)
            self.store.put(key, page, len(whole) + len(question) + 2_000)
        return [whole]


def _is_known_not_to_keep(entry: Any) -> bool:
    return isinstance(entry, _NotKept) and monotonic() < entry.until


def _key_of(environ: WSGIEnvironment) -> Any:
    """What a page is kept under; None for what is none, or is a visitor's own. Cookies are read as the application reads
    them: whoever sends one twice must not have another language kept than the one that it is asked for under."""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] != "GET" or path.startswith(_FILES) or len(query) > _MOST_QUERY:
        return None
    language = ""
    if "HTTP_COOKIE" in environ:
        cookies = parse_cookie(environ["HTTP_COOKIE"])
        if any(name.removeprefix("__Host-") in _OWN_COOKIES for name in cookies):
            return None
        language = cookies.get("locale", "")
        if len(language) > _LONGEST_LANGUAGE:
            return None
    return ("page", environ.get("HTTP_HOST", ""), path, query, language, environ.get("HTTP_HX_REQUEST", ""))


def _sent(page: _Page, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    asked = environ.get("HTTP_IF_NONE_MATCH", "")
    if asked and any(tag.strip().removeprefix("W/") in (page.etag, "*") for tag in asked.split(",")):
        start("304 NOT MODIFIED", [(n, v) for n, v in page.headers if n.lower() not in _NOT_SENT_AGAIN])
        return []
    start("200 OK", list(page.headers))
    return [page.body]
