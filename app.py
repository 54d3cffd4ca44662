"""Builds the application: four small Flask apps, one per origin, behind one dispatcher; and the command line.

``flask --app app …`` sees the shop's app, which carries the commands. Nothing but the host name decides which origin
answers, so a route of the admin does not exist on a shop's host.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, g, request
from werkzeug.routing import Rule

from engine.base.origins import Origin, split_host
from engine.base.settings import Settings, load
from engine.stores.queries import store_by_host
from engine.wiring import logs
from engine.wiring.services import Services, build

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from engine.rendering.authoring.watching import PackAtWork
    from engine.stores.queries import StoreInfo
    from storefront.kept_pages import KeptPages

MAX_BODY = 32 * 1024 * 1024
"""Largest request body in bytes; uploads are streamed to a temporary file and checked on their own."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


class Origins:
    """WSGI: looks the store up by host and hands the request to the app of its origin."""

    def __init__(self, services: Services, apps: dict[Origin, OriginApp]) -> None:
        self.services = services
        self.apps = apps
        self.kept = _kept_pages(services, apps["shop"])

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        cookies = environ.get("HTTP_COOKIE", "")
        if not cookies.isascii():
            environ["HTTP_COOKIE"] = _readable(cookies)
        origin, _ = split_host(environ.get("HTTP_HOST", ""))
        if origin == "shop" and self.kept is not None:
            return self.kept.answer(environ, start_response, self._ask)
        return self._ask(environ, start_response)

    def _ask(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        origin, host = split_host(environ.get("HTTP_HOST", ""))
        store = store_by_host(self.services.db, host)
        if store is None:
            from storefront.doorway import answer_unknown_host

            return answer_unknown_host(self.services, host)(environ, start_response)
        environ["vitrine.store"], environ["vitrine.origin"] = store, origin
        return self.apps[origin].wsgi(environ, start_response)


def _readable(cookies: str) -> str:
    """Cookies that were sent, without bytes that are no text: some site beside ours may have set them, and whoever reads
    one of the cookies reads them all."""
    return cookies.encode("latin-1", "ignore").decode("utf-8", "ignore").encode().decode("latin-1")


def _kept_pages(services: Services, shop: Flask) -> KeptPages | None:
    from engine.base.counters import Counters
    from storefront.kept_pages import KeptPages

    themes = shop.extensions["vitrine_themes"]
    return (
        KeptPages(themes.fragments, Counters(services.db), themes) if themes.fragments is not None else None
    )


class Route(Rule):
    """A route whose function that writes addresses is compiled when an address is first written: doing so at once for
    some two hundred routes takes most of the time in which the application is built."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_now = super()._compile_builder
        made: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(compile_now(append_unknown))
            return made[0](rule, **values)

        return build


class OriginApp(Flask):
    """A Flask app of one origin. ``wsgi`` is the plain entry point, kept when the dispatcher takes ``wsgi_app``."""

    url_rule_class = Route

    def wsgi(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return Flask.wsgi_app(self, environ, start_response)


def create_app(settings: Settings | None = None, services: Services | None = None) -> Flask:
    """The application. Settings come from the environment unless given."""
    settings = settings or load()
    services = services or build(settings)
    logs.to_stderr(settings.log_level)
    from admin import register as register_admin
    from storefront import register_checkout, register_preview, register_shop

    shop = _origin_app("shop", services)
    apps: dict[Origin, OriginApp] = {
        "shop": shop,
        "checkout": _origin_app("checkout", services),
        "admin": _origin_app("admin", services),
        "preview": _origin_app("preview", services),
    }
    register_shop(apps["shop"], services)
    register_checkout(apps["checkout"], services)
    themes = shop.extensions["vitrine_themes"]  # one set of packs and templates for the whole process
    register_preview(apps["preview"], services, themes)
    apps["admin"].extensions["vitrine_themes"] = themes
    register_admin(apps["admin"], services)
    from engine.wiring import ports
    from engine.wiring.commands import GROUPS

    ports.desk.bind(serve_desk)
    for command in GROUPS:
        shop.cli.add_command(command)
    shop.extensions["vitrine_origins"] = apps
    shop.wsgi_app = _behind_proxies(Origins(services, apps), settings)  # type: ignore[method-assign]
    return shop


def serve_desk(settings: Settings, work: PackAtWork, ready: Callable[[], None]) -> None:
    """A shop that wears the pack at work, served until KeyboardInterrupt. Raises OSError when its port is taken."""
    from storefront import register_desk
    from storefront.desk.serving import serve

    app = create_app(settings)
    register_desk(app.extensions["vitrine_origins"]["shop"], work)
    serve(app, work, settings.port, ready)


def _origin_app(origin: Origin, services: Services) -> OriginApp:
    app = OriginApp(f"vitrine_{origin}", root_path=str(services.settings.instance_dir), static_folder=None)
    app.config.update(
        SECRET_KEY=services.settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        SESSION_COOKIE_SECURE=services.settings.public_scheme == "https",
    )
    app.extensions["vitrine"] = services

    @app.before_request
    def _know_the_store() -> None:
        store: StoreInfo = request.environ["vitrine.store"]
        g.services, g.store, g.origin = services, store, origin
        g.addresses = services.addresses(store.host)

    @app.after_request
    def _harden(response: Any) -> Any:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if origin == "preview":  # its policy names who may frame it, which the older header cannot
            response.headers.remove("X-Frame-Options")
        if services.settings.public_scheme == "https":
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    return app


def _behind_proxies(wsgi: Any, settings: Settings) -> Any:
    if not settings.trusted_proxies:
        return wsgi
    from werkzeug.middleware.proxy_fix import ProxyFix

    hops = settings.trusted_proxies
    return ProxyFix(wsgi, x_for=hops, x_proto=hops, x_host=hops)
