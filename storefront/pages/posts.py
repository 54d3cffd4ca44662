"""Forms of themed pages: contact, newsletter, language."""

from __future__ import annotations

from flask import Blueprint, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from engine.rendering.queries import TEXTS, FormState, subjects
from engine.stores.commands import TooManyTries
from storefront.account import tries
from storefront.pages import messages
from storefront.pages.rendering import answer, first, locale, render_page
from storefront.same_origin import check_same_origin
from storefront.wording import supported
from storefront.wording import words as words_of

room = Blueprint("page_forms", __name__)

LANGUAGE_LASTS = 365 * 24 * 3600


@room.post("/contact")
def contact() -> AnyResponse:
    """A message to the shop, or a request for its letters (`form_type` says which)."""
    check_same_origin(request)
    kind = "customer" if request.form.get("form_type") == "customer" else "contact"
    values = messages.values_of(request.form)
    faults = messages.faults_of(kind, values)
    if faults:
        words = {
            field: TEXTS.get(f"storefront.form.{code}", str(g.store.locale)) for field, code in faults.items()
        }
        return _shown_again(FormState(kind, values, words))
    if kind == "customer":
        try:
            tries.begin_letter(values["email"])
        except TooManyTries as wait:
            said = words_of(wait, supported(locale()), g.store.currency)
            return _shown_again(FormState(kind, values, {"form": said}))
    with g.services.db.write(g.store.id) as session:
        messages.keep(session, kind, values, g.store)
    return _shown_again(FormState(kind, {}, {}, posted=True))


def _shown_again(state: FormState) -> AnyResponse:
    """The page that the form stands on, with what became of it."""
    path = inside(request.form.get("return_to"))
    status = 422 if state.errors else 200
    handle = path.partition("?")[0].removeprefix("/pages/")
    if path.startswith("/pages/") and "/" not in handle:
        return answer(first(subjects.page, handle), "page", form=state, status=status)
    response = render_page("index", form=state)
    response.status_code = status if response.status_code == 200 else response.status_code
    return response


@room.post("/localization")
def localization() -> AnyResponse:
    """Another language."""
    check_same_origin(request)
    response = redirect(inside(request.form.get("return_to")), 303)
    code = request.form.get("locale_code") or request.form.get("language_code") or ""
    if code.replace("-", "").isalpha() and len(code) <= 10:
        response.set_cookie(
            "locale", code, max_age=LANGUAGE_LASTS, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return response


def inside(address: str | None) -> str:
    """The address if it is a page of this shop, else the start page."""
    wanted = address or "/"
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_path else "/"
