"""Fonts, structured data, drawings that stand in for pictures, and payment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from engine.base.markup import plain_text
from engine.base.money import to_decimal_text
from engine.liquid import Css, Json
from engine.liquid.errors import RenderError
from engine.liquid.filters.encoding import json as json_filter
from engine.liquid.filters.encoding import plain_json
from engine.liquid.filters.strings import plain
from engine.liquid.safe import trusted
from engine.liquid.values import to_text, type_name
from engine.rendering import fonts
from engine.rendering.drops.blog import ArticleDrop
from engine.rendering.drops.product import ProductDrop
from engine.rendering.drops.variant import VariantDrop

from .addresses import image_address
from .base import front_of, tag


def _font(value: object) -> fonts.FontDrop:
    if isinstance(value, fonts.FontDrop):
        return value
    raise RenderError(f"expected a font, found {type_name(value)}")


def font_face(context: Any, value: object, *, font_display: object = None) -> Css:
    if value is None:
        return Css("")  # a style or weight that the family lacks
    return Css(fonts.face(_font(value), to_text(font_display) or None))


def font_url(context: Any, value: object, format: object = None) -> str:
    if value is None:
        return ""
    return fonts.first_address(_font(value))


def font_modify(context: Any, value: object, what: object, change: object) -> object:
    if value is None:
        return None
    font = _font(value)
    style, weight = font._style, font._weight
    name, text = plain(what), plain(change)
    if name == "style":
        style = {"normal": "normal", "italic": "italic", "oblique": "italic"}.get(text, "")
        if not style:
            raise RenderError(f"'{text[:20]}' is not a font style")
    elif name == "weight":
        weight = _weight(text, weight)
    else:
        raise RenderError(f"a font has no '{name[:20]}'")
    return font.modified(style, weight)


def _weight(text: str, now: int) -> int:
    named = {"normal": 400, "bold": 700}
    if text in named:
        return named[text]
    if text == "bolder":
        return min(now + 300, 900)
    if text == "lighter":
        return max(now - 300, 100)
    if text[:1] in "+-" and text[1:].isdigit():
        return now + int(text)
    if text.isdigit():
        return int(text)
    raise RenderError(f"'{text[:20]}' is not a font weight")


# -- structured data ------------------------------------------------------------------------------------


def structured_data(context: Any, value: object) -> Json:
    """schema.org JSON-LD of a product or article."""
    if isinstance(value, ProductDrop):
        return plain_json(context, _product_data(context, value))
    if isinstance(value, ArticleDrop):
        return json_filter(context, _article_data(context, value))
    raise RenderError(f"structured_data needs a product or article, found {type_name(value)}")


def _absolute(context: Any, address: str) -> str:
    return address if "://" in address else front_of(context).origin + address


def _product_data(context: Any, product: ProductDrop) -> dict[str, object]:
    """A product; one with variants is a group of them."""
    front = product.front
    data = _described(context, product)
    url = str(data["url"])
    variants = product.all_variants()
    if product.liquid_get("has_only_default_variant"):
        sku = next((v.row.sku for v in variants if v.row.sku), None)
        return data | {"sku": sku, "offers": [_offer(front.visit.store.currency, url, v) for v in variants]}
    named: Any = product.liquid_get("options")
    return data | {
        "@type": "ProductGroup",
        "productGroupID": str(product.row.id),
        "variesBy": list(named),
        "hasVariant": [
            {
                "@type": "Product",
                "@id": f"{url}?variant={v.row.id}#variant",
                "name": f"{product.row.title} – {v.row.title}",
                "sku": v.row.sku,
                "offers": _offer(front.visit.store.currency, url, v),
            }
            for v in variants
        ],
    }


def _described(context: Any, product: ProductDrop) -> dict[str, object]:
    url = _absolute(context, str(product.liquid_get("url")))
    images: Any = product.liquid_get("images")
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": f"{url}#product",
        "name": product.row.title,
        "url": url,
        "description": plain_text(product.row.description_html, 500),
        "image": [_absolute(context, image_address(i, 1920, None, None)) for i in images[:6]],
        "brand": {"@type": "Brand", "name": product.record.brand},
        "category": product.row.product_type or None,
    }


def _offer(currency: str, url: str, variant: VariantDrop) -> dict[str, object]:
    return {
        "@type": "Offer",
        "url": f"{url}?variant={variant.row.id}",
        "sku": variant.row.sku,
        "name": variant.row.title,
        "price": to_decimal_text(variant.row.price_minor, currency),
        "priceCurrency": currency,
        "itemCondition": "https://schema.org/NewCondition",
        "availability": f"https://schema.org/{_availability(variant)}",
    }


def _availability(variant: VariantDrop) -> str:
    if not variant.record.for_sale:
        return "InStoreOnly"
    return "InStock" if variant.record.available else "OutOfStock"


def _article_data(context: Any, article: ArticleDrop) -> dict[str, object]:
    front = article.front
    image = article.liquid_get("image")
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": article.row.title,
        "url": _absolute(context, str(article.liquid_get("url"))),
        "description": plain_text(article.row.excerpt_html or article.row.body_html, 300),
        "image": _absolute(context, image_address(image, 1920, None, None)) if image is not None else None,
        "datePublished": article.row.published_at,
        "dateModified": article.row.updated_at,
        "author": {"@type": "Person", "name": article.row.author or front.visit.store.name},
        "publisher": {"@type": "Organization", "name": front.visit.store.name, "url": front.origin},
    }


def organization(context_free_front: Any) -> dict[str, object]:
    """The shop itself as schema.org data, for every page's head."""
    front = context_free_front
    row = front.visit.store.row
    logo = front.loading.files.by_id(row.logo_media_id) if row.logo_media_id is not None else None
    image = front.image(logo)
    address = row.address or {}
    return {
        "@context": "https://schema.org",
        "@type": "OnlineStore",
        "name": front.visit.store.name,
        "url": front.origin,
        "description": row.description or row.tagline,
        "email": row.email,
        "telephone": row.phone,
        "logo": front.origin + image_address(image, 512, None, None) if image is not None else None,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": address.get("line1"),
            "postalCode": address.get("postcode") or address.get("postal_code"),
            "addressLocality": address.get("city"),
            "addressCountry": address.get("country"),
        }
        if address
        else None,
    }


# -- drawings and payment -------------------------------------------------------------------------------

_SHAPES = {
    "product": '<path d="M200 150h125l28 250q4 35-31 35H203q-35 0-31-35z"/><path d="M215 190q0-70 47-70t47 70"/>',
    "collection": '<rect x="95" y="160" width="140" height="200"/><rect x="250" y="200" width="180" height="160"/>',
    "lifestyle": '<circle cx="380" cy="150" r="42"/><path d="M60 400l130-170 90 110 70-80 120 140z"/>',
    "hero": '<circle cx="400" cy="140" r="50"/><path d="M0 420l170-210 120 150 90-100 150 160z"/>',
    "image": '<rect x="110" y="130" width="305" height="265"/><path d="M110 360l90-100 70 70 60-60 85 90"/>',
    "blog": '<path d="M130 150h265M130 210h265M130 270h200M130 330h240"/>',
}


def placeholder_svg_tag(context: Any, value: object, css_class: object = None) -> Markup:
    name = plain(value)
    shape = next((drawing for key, drawing in _SHAPES.items() if name.startswith(key)), _SHAPES["image"])
    inner = f'<g fill="none" stroke="currentColor" stroke-width="6" opacity=".35">{shape}</g>'
    values = {
        "class": css_class or "placeholder-svg",
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": "0 0 525 525",
        "preserveAspectRatio": "xMidYMid slice",
        "aria-hidden": "true",
        "focusable": "false",
    }
    return tag("svg", values, f'<rect width="525" height="525" fill="currentColor" opacity=".06"/>{inner}')


_CARDS = {"visa": "Visa", "master": "Mastercard", "american_express": "American Express", "paypal": "PayPal"}


def payment_type_img_url(context: Any, value: object) -> str:
    drawing = payment_type_svg_tag(context, value, xmlns="http://www.w3.org/2000/svg")
    return f"data:image/svg+xml,{quote(str.__str__(drawing).replace('currentColor', '#444'))}"


def payment_type_svg_tag(context: Any, value: object, **options: object) -> Markup:
    name = _CARDS.get(plain(value), plain(value).replace("_", " ").title())
    values = {"viewBox": "0 0 76 24", "width": 76, "height": 24, "role": "img", "aria-label": name, **options}
    text = '<rect x=".5" y=".5" width="75" height="23" rx="3" fill="none" stroke="currentColor"/>'
    return tag(
        "svg",
        values,
        f'{text}<text x="38" y="16" text-anchor="middle" font-size="10" fill="currentColor">{escape(name)}</text>',
    )


def payment_button(context: Any, value: object = None) -> Markup:
    words = front_of(context).texts.get("products.buy_now") or front_of(context).platform_text("buy_now")
    return tag(
        "button",
        {"type": "submit", "name": "checkout", "value": "1", "class": "payment-button"},
        str(escape(words)),
    )


def nothing_to_show(context: Any, value: object = None, *_: object, **__: object) -> str:
    """Instalment terms and sign-in buttons of services that the shop does not use."""
    return ""


def account_link(path: str) -> Callable[..., object]:
    """A filter that links to a page of the customer's account."""

    def link(context: Any, value: object, *_: object) -> Markup:
        return tag("a", {"href": path}, str(escape(to_text(value))))

    return link


def avatar(context: Any, value: object, **_: object) -> Markup:
    return trusted("")


def standard_event_data(page: Any, value: object, event: object = "view", **options: object) -> Json:
    """`{{ product | standard_event_data: 'view', context: 'page' }}`"""
    kind = type_name(value).removesuffix("Drop").lower()
    if plain(event) != "view" or kind not in ("product", "collection", "cart"):
        raise RenderError("standard_event_data knows 'view' of a product, collection or cart")
    context = options.get("context") if kind != "collection" else None
    return json_filter(page, {"event": "view", "context": context, kind: value})


FILTERS: dict[str, Callable[..., object]] = {
    "avatar": avatar,
    "customer_login_link": account_link("/account/login"),
    "customer_logout_link": account_link("/account/logout"),
    "customer_register_link": account_link("/account/register"),
    "font_face": font_face,
    "font_modify": font_modify,
    "font_url": font_url,
    "login_button": nothing_to_show,
    "payment_button": payment_button,
    "payment_terms": nothing_to_show,
    "payment_type_img_url": payment_type_img_url,
    "payment_type_svg_tag": payment_type_svg_tag,
    "placeholder_svg_tag": placeholder_svg_tag,
    "standard_event_data": standard_event_data,
    "structured_data": structured_data,
}
