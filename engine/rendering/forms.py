"""`{% form %}`: which kinds there are, where they post, and what their block sees."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from engine.liquid import Drop, FormParts, SequenceDrop, prop
from engine.liquid.errors import RenderError
from engine.liquid.safe import trusted

from .drops.customer import country_options
from .filters.base import attributes
from .visit import FormState

if TYPE_CHECKING:
    from .drops.front import Front

ACTIONS = {
    "activate_customer_password": "/account/activate",
    "cart": "/cart",
    "contact": "/contact",
    "create_customer": "/account",
    "currency": "/localization",
    "customer": "/contact",
    "customer_address": "/account/addresses",
    "customer_login": "/account/login",
    "guest_login": "/cart",
    "localization": "/localization",
    "new_comment": "",
    "product": "/cart/add",
    "recover_customer_password": "/account/recover",
    "reset_customer_password": "/account/reset",
    "storefront_password": "/password",
}

COMMENT_FORM = "comment_form"
"""The id of a form for comments, and the place on the page that it leads back to."""

_TRAP = (
    '<div hidden><input type="text" name="comment[website]" value="" tabindex="-1" autocomplete="off"></div>'
)
"""A field that people do not see: who fills it in is a program."""
_EVERYWHERE = frozenset({"contact", "currency", "customer", "localization", "product"})
"""Forms that stand on many pages, and whose addresses hold nothing of a person: what opens them is kept."""
_LEADS_ON = frozenset({"customer_login", "guest_login"})
_UPLOADS = frozenset({"product", "cart"})


class FormErrors(SequenceDrop):
    """The faults of a form: a list of fields, with messages and names."""

    liquid_name = "FormErrorsDrop"

    def __init__(self, front: Front, errors: Mapping[str, str]) -> None:
        self.front = front
        self.fields = dict(errors)

    def __len__(self) -> int:
        return len(self.fields)

    def liquid_slice(self, start: int, stop: int | None) -> list[object]:
        return list[object](self.fields)[start:stop]

    def label(self, field: str) -> str:
        """The field's name for people."""
        own = self.front.texts.get(f"forms.{field}")
        try:
            return own or self.front.platform_text(f"form.{field}")
        except KeyError:
            return field

    @prop
    def messages(self) -> dict[str, str]:
        return self.fields

    @prop
    def translated_fields(self) -> dict[str, str]:
        return {field: self.label(field) for field in self.fields}


class FormDrop(Drop):
    """`form`, inside its block."""

    liquid_name = "FormDrop"

    def __init__(self, front: Front, kind: str, form_id: str, state: FormState | None) -> None:
        self.front = front
        self.kind = kind
        self.form_id = form_id
        self.state = state

    @property
    def is_private(self) -> bool:
        return self.state is not None

    @prop
    def id(self) -> object:
        return self.form_id

    @prop("posted_successfully?")
    def posted_successfully(self) -> bool:
        return self.state is not None and self.state.posted

    @prop
    def errors(self) -> FormErrors | None:
        if self.state is None or not self.state.errors:
            return None
        return FormErrors(self.front, self.state.errors)

    @prop("password_needed?", "password_needed")
    def password_needed(self) -> bool:
        return True

    def liquid_missing(self, key: object) -> object:
        return self.state.values.get(key) if self.state is not None and isinstance(key, str) else None


class AddressFormDrop(FormDrop):
    """`form` around an address: what was typed, else what the address book says."""

    def __init__(self, front: Front, kind: str, form_id: str, state: FormState | None, address: Drop) -> None:
        super().__init__(front, kind, form_id, state)
        self.address = address

    @property
    def is_private(self) -> bool:
        return True

    @prop
    def id(self) -> object:
        return self.address.liquid_get("id") or "new"

    @prop
    def set_as_default_checkbox(self) -> Markup:
        checked = " checked" if self.address.liquid_get("is_default") or self._typed("default") else ""
        name = f"address_default_address_{self.id()}"
        return trusted(f'<input type="checkbox" id="{name}" name="address[default]" value="1"{checked}>')

    @prop
    def country_option_tags(self) -> Markup:
        """Every country, this address's chosen (an addition of this platform)."""
        chosen = self._typed("country") or self.address.liquid_get("country_code")
        home = (self.front.visit.store.row.address or {}).get("country")
        return trusted(country_options(self.front, chosen or home))

    def _typed(self, name: str) -> str:
        return self.state.values.get(name, "") if self.state is not None else ""

    def liquid_missing(self, key: object) -> object:
        typed = super().liquid_missing(key)
        return typed if typed is not None else self.address.liquid_get(key)


def open_form(front: Front, kind: str, positional: list[object], named: Mapping[str, object]) -> FormParts:
    """The parts of a form. Raises `RenderError` for a kind that is not documented."""
    if kind not in ACTIONS:
        raise RenderError(f"there is no form of the kind '{kind[:40]}'")
    given = {str(name): value for name, value in named.items()}
    return_to = given.pop("return_to", None)
    form_id = str(given.pop("id", None) or _default_id(kind, positional))
    address = positional[0] if kind == "customer_address" and positional else None
    values: dict[str, object] = {
        "method": "post",
        "action": _action(front, kind, address, positional[0] if positional else None),
        "id": form_id,
        "accept-charset": "UTF-8",
    }
    if kind == "new_comment":
        values["action"] = f"{values['action']}#{form_id}"  # faults are shown where they were made
    if kind in _UPLOADS:
        values["enctype"] = "multipart/form-data"
    values.update(given)
    hidden = [("form_type", kind), ("utf8", "✓")]
    if kind == "guest_login":
        hidden.append(("checkout", "1"))  # the cart's own way on: who has no account buys as a guest
    if return_to:
        target = front.visit.path if return_to == "back" else str(return_to)
        hidden.append(("return_to", target))
    elif kind in ("localization", "currency", "contact", "customer"):
        hidden.append(("return_to", front.visit.address({})))
    elif kind in _LEADS_ON:
        hidden += _onward(front)
    if isinstance(address, Drop) and address.liquid_get("id"):
        hidden.append(("_method", "put"))
    fields = _fields(tuple(hidden)) if kind in _EVERYWHERE else _fields.__wrapped__(tuple(hidden))
    state = front.visit.form if front.visit.form is not None and front.visit.form.kind == kind else None
    if state is not None and isinstance(address, Drop) and address.liquid_get("id") != state.record_id:
        state = None
    if kind == "new_comment":
        fields += _TRAP
    plain = kind in _EVERYWHERE and {str}.issuperset(map(type, values.values()))
    written = _attributes(tuple(values.items())) if plain else attributes(values)
    opening: Markup = trusted(f"<form{written}>{fields}")
    drop = (
        AddressFormDrop(front, kind, form_id, state, address)
        if isinstance(address, Drop)
        else FormDrop(front, kind, form_id, state)
    )
    return FormParts(opening, drop, trusted("</form>"))


@lru_cache(maxsize=1024)
def _fields(hidden: tuple[tuple[str, str], ...]) -> str:
    return "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in hidden)


@lru_cache(maxsize=1024)
def _attributes(values: tuple[tuple[str, str], ...]) -> str:
    return attributes(dict(values))


def _action(front: Front, kind: str, address: object, record: object) -> str:
    """Where a form posts. The links in letters about accounts post to themselves: the token is in their address."""
    if kind in ("activate_customer_password", "reset_customer_password"):
        return front.visit.path
    if kind == "new_comment":
        return _comment_action(front, record)
    if isinstance(address, Drop):
        return str(address.liquid_get("url") or ACTIONS[kind])
    return ACTIONS[kind]


def _comment_action(front: Front, record: object) -> str:
    """Where comments on the article go. Raises RenderError where there is none to comment on."""
    article = record if record is not None else front.about.get("article")
    found = article.liquid_get("comment_post_url") if isinstance(article, Drop) else None
    if found is None:
        raise RenderError("a form of the kind 'new_comment' needs an article")
    return str(found)


def _onward(front: Front) -> list[tuple[str, str]]:
    """Where signing in leads on to, as the page's address or the form before says."""
    state = front.visit.form
    for name in ("checkout_url", "return_to"):
        target = front.visit.parameters.get(name) or (state.values.get(name) if state is not None else None)
        if target:
            return [(name, target)]
    return []


def _default_id(kind: str, positional: list[object]) -> str:
    first: Any = positional[0] if positional else None
    record = first.liquid_get("id") if isinstance(first, Drop) else None
    name = {"product": "product_form", "contact": "contact_form", "customer": "contact_form"}.get(kind, kind)
    if kind == "new_comment":
        return COMMENT_FORM
    return f"{name}_{record}" if record else name
