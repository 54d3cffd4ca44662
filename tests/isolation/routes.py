# ruff: noqa: E501  (one route, one line)
"""Every route of the four origins, and what is asked of it. A new route needs one line here; the walk fails without it.

``{names}`` in paths, forms and addresses stand for things of a store (tests/factories/full_store.py). Each such name is
tried with the other store's thing in its place, one at a time: the answer must then be ``foreign`` (404 unless a reason says
otherwise). The order matters: what removes something comes after what still needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.factories.orders import ADDRESS, CARD, SECOND_STEP

SEEN = (200,)
DONE = (302, 303)
REFUSED = (404, 409, 410, 422)


@dataclass(frozen=True)
class Visit:
    """One request. ``path`` is the rule with its variables replaced; ``rule`` names it in the application."""

    method: str
    rule: str
    path: str
    form: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    own: tuple[int, ...] = SEEN
    foreign: tuple[int, ...] = (404,)
    """What a thing of the other store is answered with; in every case nothing of that store is shown or changed."""
    why: str = ""
    """The reason for an answer other than 404."""
    upload: str | None = None
    """Name of the field that a picture is sent in."""

    def __post_init__(self) -> None:
        if self.foreign != (404,) and not self.why:
            raise ValueError(f"{self.method} {self.rule}: say why it is not 404")


def get(rule: str, path: str | None = None, **more: Any) -> Visit:
    """A page."""
    return Visit("GET", rule, path or _plain(rule), **more)


def post(rule: str, path: str | None = None, **more: Any) -> Visit:
    """A form."""
    return Visit("POST", rule, path or _plain(rule), **{"own": DONE, **more})


def _plain(rule: str) -> str:
    """``/orders/<int:order_id>`` → ``/orders/{order_id}``."""
    import re

    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


SKIPS = "what another store has is left out of the selection, and said so"
KEEPS = "the form comes back with the field named"
TILL = {"X-Till": "1"}
TILL_SALE = (
    '{{"id": "00000000-0000-4000-8000-{turn:0>12}", "kind": "sale", "turn": {turn}, "at": "2026-01-15T09:00:00Z", '
    '"shift": {till_shift_id}, "currency": "EUR", "discount": 0, "total": 1900, '
    '"lines": [{{"variant": {variant_id}, "item": {item_id}, "title": "Walked", "quantity": 1, "unit": 1900}}], '
    '"payments": [{{"kind": "cash", "amount": 1900, "given": 2000}}]}}'
)
"""A sale as a till sends it."""

NO_KEY = "a key of another store is no key here, and its channels are not told from those that never were"

SHOP = (
    get("/"),
    get("/robots.txt"),
    get("/sitemap.xml"),
    get("/sitemap_<kind>_<int:number>.xml", "/sitemap_products_1.xml"),
    get("/favicon.ico", own=(200, 204, 301, 302, 404)),
    get("/collections"),
    get("/collections/<handle>", "/collections/{collection_handle}"),
    get("/collections/<handle>", "/collections/all"),
    get("/collections/<collection>/products/<handle>", "/collections/{collection_handle}/products/{product_handle}", foreign=(200, 404), why="the collection only says by which way the product was reached"),
    get("/collections/vendors", "/collections/vendors?q={brand_name}", own=(200, 302), foreign=(302, 404), why="an unknown brand filters everything out"),
    get("/collections/types", "/collections/types?q={type_name}", own=(200, 302), foreign=(302, 404), why="an unknown type filters everything out"),
    get("/products/<handle>", "/products/{product_handle}"),
    get("/products/<handle>.js", "/products/{product_handle}.js"),
    get("/products/<handle>.json", "/products/{product_handle}.json"),
    get("/products.json"),
    get("/collections/<handle>/products.json", "/collections/{collection_handle}/products.json"),
    get("/recommendations/products", "/recommendations/products?product_id={product_id}&section_id=header"),
    get("/recommendations/products.json", "/recommendations/products.json?product_id={product_id}"),
    get("/pages/<handle>", "/pages/{page_handle}"),
    get("/blogs/<handle>", "/blogs/{blog_handle}"),
    get("/blogs/<blog_handle>/<handle>", "/blogs/{blog_handle}/{article_handle}"),
    post("/blogs/<blog_handle>/<handle>/comments", "/blogs/{blog_handle}/{article_handle}/comments", form={"comment[author]": "Walker", "comment[email]": "walk@example.com", "comment[body]": "Well said."}),
    get("/blogs/<handle>/tagged/<tag>", "/blogs/{blog_handle}/tagged/{tag}", foreign=(200, 404), why="an unknown tag is an empty list"),
    get("/search", "/search?q=vase"),
    get("/search/suggest", "/search/suggest?q=vase&section_id=predictive-search"),
    get("/search/suggest.json", "/search/suggest.json?q=vase"),
    get("/media/<int:media_id>/<signature>/<name>", "/media/{media_id}/{media_signature}/{media_name}"),
    get("/media/<int:media_id>/<signature>/file/<name>", "/media/{media_id}/{file_signature}/file/{file_name}", foreign=(200, 404), why="the name at the end of a file's address is only for people"),
    get("/assets/<pack_version>/<path:name>", "/assets/{pack_version}/folio.css", foreign=(200, 404), why="files of a pack belong to no store"),
    get("/assets/<pack_version>/<path:name>", "/assets/{own_pack}-{own_pack_version}/base.css"),
    get("/fonts/<version>/<name>", "{font_path}", foreign=(200, 404), why="fonts belong to no store"),
    get("/_assets/<name>", "{platform_asset}", foreign=(200, 404), why="scripts of the platform belong to no store"),
    post("/cart/add", form={"id": "{variant_id}", "quantity": "1"}),
    get("/cart"),
    post("/cart/change", form={"id": "{variant_id}", "quantity": "2"}),
    post("/cart/update", form={"updates[{variant_id}]": "3"}),
    post("/cart", form={"updates[{variant_id}]": "1", "note": "x"}),
    get("/checkout", own=DONE),
    post("/cart/clear"),
    post("/cart/add.<any(js, json):form>", "/cart/add.js", form={"id": "{variant_id}", "sections": "header"}, own=SEEN),
    get("/cart.<any(js, json):form>", "/cart.js"),
    post("/cart/change.<any(js, json):form>", "/cart/change.js", form={"id": "{variant_id}", "quantity": "2", "sections": "header", "sections_url": "/products/{product_handle}"}, own=SEEN, foreign=(200, 404), why="sections of a page that is not there are those of the 404 page"),
    post("/cart/update.<any(js, json):form>", "/cart/update.js", form={"updates[{variant_id}]": "3"}, own=SEEN),
    post("/cart/clear.<any(js, json):form>", "/cart/clear.js", own=SEEN),
    post("/contact", form={"contact[email]": "a@example.com", "contact[body]": "Hello"}, own=(200, 302, 303, 422)),
    post("/localization", form={"locale_code": "en", "return_to": "/"}, own=(302, 303)),
    get("/account"),
    get("/account/orders/<int:order_id>", "/account/orders/{order_id}"),
    get("/account/addresses"),
    post("/account/addresses", form={"address[last_name]": "Walked", "address[address1]": "1", "address[city]": "Cobh", "address[country]": "IE"}),
    post("/account/addresses/<int:address_id>", form={"address[last_name]": "Walked on", "address[address1]": "1", "address[city]": "Cobh", "address[country]": "IE", "address[default]": "1"}),
    post("/account/addresses/<int:address_id>", "/account/addresses/{spare_address_id}", form={"_method": "delete"}),
    get("/account/login", own=DONE),
    post("/account/login", form={"customer[email]": "{customer_email}", "customer[password]": "a password of the tests"}, foreign=(422, 429), why="a wrong name is not told from a wrong password"),
    post("/account/recover", form={"email": "{customer_email}"}, own=SEEN, foreign=SEEN, why="the answer is the same for an address that nobody has here"),
    get("/account/register", own=DONE),
    post("/account", form={"customer[email]": "walked@example.com"}, own=SEEN),
    get("/account/<any(activate, reset):kind>/<int:customer_id>/<token>", "/account/activate/{invited_id}/{activation_token}"),
    post("/account/<any(activate, reset):kind>/<int:customer_id>/<token>", "/account/activate/{invited_id}/{activation_token}", form={"customer[password]": "short", "customer[password_confirmation]": "short"}, own=(422,)),
    get("/account/logout"),
    post("/account/logout", own=DONE),
    get("/pickup", "/pickup?id={variant_id}", foreign=(200,), why="the form is empty, whatever it is for"),
    post("/pickup", form={"id": "{variant_id}", "location_id": "{location_id}", "quantity": "1", "name": "Walker", "email": "walk@example.com"}, foreign=(404, 422), why="a shop that is none of this store's is named at its field"),
    get("/pickup/<token>", "/pickup/{pickup_token}"),
    get("/api/openapi.json"),
    get("/api/channels/online/items", headers={"Authorization": "Bearer {channel_key}"}, foreign=(401,), why=NO_KEY),
    get("/api/channels/pos/<int:location_id>/items", "/api/channels/pos/{location_id}/items", headers={"Authorization": "Bearer {shop_key}"}, foreign=(401, 404), why=NO_KEY),
    get("/api/channels/<int:channel_id>/items", "/api/channels/{api_channel_id}/items", headers={"Authorization": "Bearer {api_key}"}, foreign=(401, 404), why=NO_KEY),
    get("/password", own=(200, 302, 303)),
    post("/password", form={"password": "wrong"}, own=(200, 302, 303, 401, 403, 422)),
)  # fmt: skip

CHECKOUT = (
    get("/robots.txt"),
    get("/favicon.ico", own=(200, 204, 404)),
    get("/assets/<name>", "/assets/checkout.css"),
    get("/fonts/<name>", "{checkout_font}"),
    post("/enter", "/enter?token={hand_over}", foreign=(410,), why="a hand-over that does not work says so"),
    get("/c/<token>", "/c/{checkout_token}", own=DONE),
    get("/", own=DONE),
    get("/contact"),
    post("/contact", form={"email": "walk@example.com"}),
    get("/delivery"),
    get("/delivery/methods", "/delivery/methods?country=DE"),
    post("/delivery", form={**ADDRESS, "kind": "ship", "ship_method": "{method_id}"}, foreign=(422, 303), why="with one way to deliver, that one is taken; else the step is shown again"),
    get("/payment"),
    post("/payment", form={**CARD, "card_number": SECOND_STEP, "payment": "test:card", "billing": "same"}),
    get("/review"),
    post("/adjustments", own=(302, 303, 409, 422)),
    post("/pay", form={"seen": "{seen}"}, own=DONE, foreign=(302, 303, 409), why="a running payment is shown; another fingerprint is refused"),
    get("/processing", own=(200, 302, 303)),
    post("/processing", own=(200, 302, 303)),
    get("/test-bank/<reference>", "/test-bank/{own_reference}"),
    post("/test-bank/<reference>", "/test-bank/{own_reference}", form={"answer": "approve"}),
    post("/again", own=(302, 303, 404, 410)),
    get("/orders/<token>", "/orders/{order_token}"),
    get("/orders/<token>/thanks", "/orders/{order_token}/thanks"),
)  # fmt: skip

ADMIN = (
    get("/"),
    get("/assets/<path:name>", "/assets/admin.css"),
    get("/favicon.ico", own=(200, 204, 404)),
    get("/account"),
    post("/account", form={"name": "Walker"}),
    post("/account/other-sessions/end"),
    get("/search", "/search?q=vase"),
    get("/orders"),
    get("/orders/<int:order_id>"),
    post("/orders/<int:order_id>/notes", form={"text": "seen"}),
    get("/orders/<int:order_id>/brand-orders/<int:brand_order_id>/fulfilments/new", "/orders/{order_id}/brand-orders/{order_part_id}/fulfilments/new"),
    post("/orders/<int:order_id>/brand-orders/<int:brand_order_id>/fulfilments", "/orders/{order_id}/brand-orders/{order_part_id}/fulfilments", form={"line_{order_line_id}": "1", "key": "walk 1 {turn}"}, foreign=(404, 409, 422), why="lines that are not of the order are not read"),
    get("/orders/<int:order_id>/refunds/new", "/orders/{refund_order_id}/refunds/new"),
    get("/orders/<int:order_id>/refunds/preview", "/orders/{refund_order_id}/refunds/preview?line_{refund_order_line_id}=1", foreign=(200, 404), why="lines that are not of the order are not read"),
    post("/orders/<int:order_id>/refunds", "/orders/{refund_order_id}/refunds", form={"line_{refund_order_line_id}": "1", "key": "walk 2 {turn}"}, foreign=(404, 422), why="lines that are not of the order are not read"),
    get("/orders/<int:order_id>/cancellation", "/orders/{cancelled_order_id}/cancellation"),
    post("/orders/<int:order_id>/cancellation", "/orders/{cancelled_order_id}/cancellation", form={"part": "{cancelled_order_part_id}", "key": "walk 3 {turn}", "restock": "1"}, foreign=(404, 422), why="a part that is not of the order is named as such"),
    post("/orders/<int:order_id>/payment", "/orders/{transfer_order_id}/payment"),
    post("/orders/fulfilments", form={"order": "{order_id}", "key": "walk 4 {turn}"}, foreign=DONE, why=SKIPS),
    get("/customers"),
    get("/customers/<int:customer_id>"),
    get("/products"),
    get("/products/new"),
    post("/products", form={"title": "Walked", "status": "draft", "price": "5", "partner_id": "{brand_id}", "variants.0.price_minor": "5"}, own=(302, 303), foreign=(404, 422), why=KEEPS),
    get("/products/<int:product_id>"),
    post("/products/<int:product_id>", form={"title": "Walked on", "status": "active", "partner_id": "{brand_id}", "options.0.name": "Colour", "options.0.choices": "Sand", "variants.0.id": "{variant_id}", "variants.0.option.0": "Sand", "variants.0.price_minor": "19", "variants.0.media_id": "{media_id}"}, own=(200, 302, 303, 422), foreign=(404, 422), why=KEEPS),
    post("/products/<int:product_id>/pictures", upload="pictures"),
    post("/products/<int:product_id>/gallery", form={"media": "{media_id}"}),
    post("/products/<int:product_id>/stock", form={"level.{item_id}.{location_id}": "49"}, foreign=(302, 303, 404, 422), why="counts of items that are not of the product are not read"),
    post("/products/<int:product_id>/status", form={"status": "active"}),
    post("/products/statuses", form={"product": "{product_id}", "status": "active"}, foreign=(404, 302, 303), why=SKIPS),
    get("/inventory", "/inventory?brand={brand_id}&collection={collection_id}&location={location_id}", foreign=SEEN, why="an unknown one filters everything out"),
    get("/inventory/items/<int:item_id>"),
    post("/inventory/items/<int:item_id>/designation", form={"set": "{api_channel_id}:for_sale"}),
    post("/inventory/designations", form={"item": "{item_id}", "do": "floor", "channel": "{api_channel_id}", "floor": "1"}, foreign=(404, 302, 303), why=SKIPS),
    post("/inventory/items/<int:item_id>/floor", form={"channel": "{api_channel_id}", "floor": "2"}),
    post("/inventory/items/<int:item_id>/plans", form={"channel": "{api_channel_id}", "to": "for_sale", "due_at": "2094-01-01T10:00"}),
    post("/inventory/items/<int:item_id>/plans/<int:plan_id>/cancellation", "/inventory/items/{item_id}/plans/{plan_id}/cancellation"),
    get("/inventory/acts"),
    post("/inventory/acts/<int:act_id>/undoing"),
    get("/inventory/channels"),
    post("/inventory/channels", form={"kind": "api", "name": "Walked"}),
    get("/inventory/channels/<int:channel_id>", "/inventory/channels/{api_channel_id}"),
    post("/inventory/channels/<int:channel_id>", "/inventory/channels/{api_channel_id}", form={"default_state": "for_sale", "others": "include", "source.import": "view_only"}),
    post("/inventory/channels/<int:channel_id>/keys", "/inventory/channels/{api_channel_id}/keys", form={"key_name": "Walked"}, own=SEEN),
    post("/inventory/channels/<int:channel_id>/notice", "/inventory/channels/{api_channel_id}/notice", form={"notice_address": "https://lists.example.com/changed"}, own=SEEN),
    post("/inventory/channels/<int:channel_id>/keys/<int:key_id>/revocation", "/inventory/channels/{api_channel_id}/keys/{spare_key_id}/revocation"),
    get("/collections"),
    get("/collections/new"),
    get("/collections/matches", "/collections/matches?rule.0.field=type&rule.0.relation=equals&rule.0.value=x"),
    post("/collections", form={"title": "Walked", "kind": "manual", "parent_id": "{collection_id}"}, foreign=(404, 422), why=KEEPS),
    get("/collections/<int:collection_id>"),
    post("/collections/<int:collection_id>", form={"title": "Walked on", "kind": "manual"}),
    get("/collections/<int:collection_id>/candidates", "/collections/{collection_id}/candidates?add=spare"),
    post("/collections/<int:collection_id>/members", form={"add": "{spare_product_id}"}),
    post("/collections/<int:collection_id>/members", form={"member": "{product_id}", "later": "{product_id}"}),
    get("/brands"),
    get("/brands/new"),
    post("/brands", form={"name": "Walked brand"}),
    get("/brands/<int:brand_id>"),
    post("/brands/<int:brand_id>", form={"name": "Walked on brand"}),
    get("/pages"),
    get("/pages/new"),
    post("/pages", form={"title": "Walked"}),
    get("/pages/<int:page_id>"),
    post("/pages/<int:page_id>", form={"title": "Walked on"}),
    get("/blogs", "/blogs?blog={blog_id}", foreign=SEEN, why="an unknown blog filters everything out"),
    get("/blogs/new"),
    post("/blogs", form={"title": "Walked"}),
    get("/blogs/<int:blog_id>"),
    post("/blogs/<int:blog_id>", form={"title": "Walked on"}),
    get("/blogs/<int:blog_id>/articles/new"),
    post("/blogs/<int:blog_id>/articles", form={"title": "Walked"}),
    get("/articles/<int:article_id>"),
    post("/articles/<int:article_id>", form={"title": "Walked on"}),
    get("/blogs/comments"),
    post("/blogs/comments/<int:comment_id>/<any(publication, spam, removal):kind>", "/blogs/comments/{comment_id}/publication"),
    get("/menus"),
    get("/menus/new"),
    post("/menus", form={"title": "Walked", "label": "There", "target": "product:{product_id}", "url": "", "level": "0"}, foreign=(404, 422), why=KEEPS),
    get("/menus/<int:menu_id>"),
    post("/menus/<int:menu_id>", form={"title": "Walked on", "label": "There", "target": "page:{page_id}", "url": "", "level": "0"}, foreign=(404, 422), why=KEEPS),
    get("/imports"),
    post("/imports", upload="file", form={"partner": "{brand_handle}"}, own=(302, 303, 422), foreign=(302, 303, 404, 422), why="an unknown brand is reported by the import"),
    get("/imports/<int:import_id>"),
    get("/theme"),
    post("/theme", form={"pack": "folio"}),
    get("/theme/packs"),
    get("/theme/packs/<name>", "/theme/packs/{own_pack}"),
    get("/theme/packs/<name>/looks/<version>.svg", "/theme/packs/{own_pack}/looks/{own_pack_version}.svg"),
    get("/theme/packs/<name>/removal", "/theme/packs/{own_pack}/removal"),
    get("/theme/sections/<int:section_id>/languages"),
    post("/theme/sections/<int:section_id>/languages", form={"locale": "de"}),
    post("/theme/templates", form={"base": "product", "suffix": "gift"}),
    post("/theme/fixed", form={"file": "cover"}, own=(404,), why="the theme has no section at a fixed place"),
    get("/theme/packs/<name>/copy", "/theme/packs/{own_pack}/copy"),
    post("/theme/packs/<name>/copy", "/theme/packs/{own_pack}/copy", form={"title": "A copy"}),
    get("/theme/packs/<name>/update", "/theme/packs/{own_copy}/update"),
    post("/theme/packs/<name>/update", "/theme/packs/{own_copy}/update"),
    post("/theme/packs/<name>/removal", "/theme/packs/{spare_pack}/removal"),
    post("/theme/uploads", upload="file", own=(302, 303, 422)),
    get("/theme/uploads/<int:upload_id>"),
    get("/theme/editor", "/theme/editor?section={section_id}", foreign=SEEN, why="nothing is chosen then"),
    get("/theme/editor", "/theme/editor?path=/products/{product_handle}", foreign=SEEN, why="a path that leads nowhere is the page of paths that lead nowhere"),
    get("/theme/editor", "/theme/editor?theme={look_id}"),
    get("/theme/editor/tree"),
    get("/theme/editor/fonts.css"),
    get("/fonts/<version>/<name>", "{font_path}"),
    get("/theme/editor/additions", "/theme/editor/additions?into=index"),
    get("/theme/editor/sections/<int:section_id>/form"),
    get("/theme/editor/choices/<kind>", "/theme/editor/choices/product?q=a"),
    post("/theme/editor/uploads", upload="file", own=SEEN),
    post("/theme/editor/sections", form={"file": "spread:0", "into": "index"}, own=SEEN),
    post("/theme/editor/order", form={"into": "index", "key": "{section_id}"}, own=(200, 422), foreign=(422,), why="an order must name exactly the sections of the page"),
    post("/theme/editor/sections/<int:section_id>/values", form={"revision": "1"}, own=(200, 409)),
    post("/theme/editor/sections/<int:section_id>/copy", own=SEEN),
    post("/theme/editor/sections/<int:section_id>/blocks", form={"type": "slide"}, own=SEEN),
    post("/theme/editor/sections/<int:section_id>/blocks/order", form={"key": "{block_key}"}, own=(200, 422), foreign=(404, 422), why="keys of blocks name nothing outside their section"),
    post("/theme/editor/sections/<int:section_id>/blocks/<any(copy, visibility, removal):deed>", "/theme/editor/sections/{section_id}/blocks/copy", form={"block": "{block_key}"}, own=SEEN),
    post("/theme/editor/sections/<int:section_id>/visibility", form={"hidden": ""}, own=SEEN),
    post("/theme/editor/sections/<int:section_id>/removal", "/theme/editor/sections/{spare_section_id}/removal", own=SEEN),
    post("/theme/editor/sections/<int:section_id>/restoration", "/theme/editor/sections/{spare_section_id}/restoration", own=SEEN),
    post("/theme/editor/presence", form={"section": "{section_id}"}, own=SEEN, foreign=SEEN, why="a number that names nothing here is kept as where somebody is, and shown to nobody"),
    get("/theme/editor/sections/<int:section_id>/history"),
    get("/theme/editor/sections/<int:section_id>/choices"),
    post("/theme/editor/sections/<int:section_id>/file", form={"file": "cover"}, own=SEEN),
    post("/theme/editor/sections/<int:section_id>/revision", form={"to": "1"}, own=SEEN),
    post("/theme/editor/undo", own=(200, 409, 422)),
    post("/theme/editor/redo", own=(200, 409, 422)),
    get("/theme/editor/publication"),
    post("/theme/editor/publication", own=SEEN),
    post("/theme/editor/rollback", form={"to": "{look_version_id}"}, own=SEEN),
    post("/theme/editor/versions/<int:version_id>/restoration", "/theme/editor/versions/{look_version_id}/restoration", own=SEEN),
    post("/theme/editor/schedules", form={"starts_at": "2099-01-01T10:00"}, own=SEEN),
    post("/theme/editor/schedules/<int:schedule_id>/cancellation", "/theme/editor/schedules/{look_schedule_id}/cancellation", own=SEEN),
    post("/theme/looks", form={"pack": "trestle"}),
    get("/theme/looks/<int:theme_id>", "/theme/looks/{look_id}"),
    post("/theme/looks/<int:theme_id>/renewal", "/theme/looks/{look_id}/renewal"),
    post("/theme/looks/<int:theme_id>/links/ending", "/theme/looks/{look_id}/links/ending"),
    post("/theme/looks/<int:theme_id>/layouts", "/theme/looks/{look_id}/layouts", form={"template": "index", "choice": "mine"}),
    get("/theme/looks/<int:theme_id>/comparison", "/theme/looks/{look_id}/comparison?template=index"),
    get("/theme/looks/<int:theme_id>/sections/<int:section_id>/choices", "/theme/looks/{look_id}/sections/{section_id}/choices"),
    get("/theme/looks/<int:theme_id>/sections/<int:section_id>/pieces/<target>", "/theme/looks/{look_id}/sections/{section_id}/pieces/{piece}"),
    post("/theme/looks/<int:theme_id>/sections/<int:section_id>/pieces/<target>", "/theme/looks/{look_id}/sections/{section_id}/pieces/{piece}", form={"s.piece": "Walked"}, own=(302, 303, 422)),
    post("/theme/looks/<int:theme_id>/sections/<int:section_id>/pieces/<target>/place", "/theme/looks/{look_id}/sections/{section_id}/pieces/{piece}/place", form={"setting": "none"}, own=(422,)),
    post("/theme/looks/<int:theme_id>/sections/<int:section_id>/file", "/theme/looks/{look_id}/sections/{section_id}/file", form={"file": "offer"}),
    post("/theme/looks/<int:theme_id>/sections/<int:section_id>/file/removal", "/theme/looks/{look_id}/sections/{section_id}/file/removal"),
    post("/theme/looks/<int:theme_id>/sections/<int:section_id>/split", "/theme/looks/{look_id}/sections/{section_id}/split", form={"file": "offer"}),
    get("/theme/looks/<int:theme_id>/publication", "/theme/looks/{look_id}/publication"),
    get("/theme/looks/<int:theme_id>/schedules", "/theme/looks/{look_id}/schedules"),
    post("/theme/looks/<int:theme_id>/schedules", "/theme/looks/{look_id}/schedules", form={"starts_at": "2097-01-01T10:00", "accepted": "1", "label": "Walked"}),
    post("/theme/schedules/<int:schedule_id>/cancellation", "/theme/schedules/{spare_schedule_id}/cancellation"),
    get("/theme/versions"),
    post("/theme/versions/<int:version_id>/restoration", "/theme/versions/{look_version_id}/restoration"),
    post("/theme/versions", form={"version": "{look_version_id}"}, own=(302, 303), foreign=(302, 303), why="a version that is not the one shown is told to look again"),
    post("/theme/versions/<int:version_id>/showing", "/theme/versions/{look_version_id}/showing"),
    get("/theme/settings"),
    get("/theme/templates/<template>", "/theme/templates/index"),
    post("/theme/templates/<template>/sections", "/theme/templates/index/sections", form={"file": "spread:0"}),
    post("/theme/templates/<template>/order", "/theme/templates/index/order", form={"section": "{section_id}", "up": "{section_id}"}, foreign=(302, 303, 404), why=SKIPS),
    get("/theme/sections/<int:section_id>"),
    post("/theme/sections/<int:section_id>", form={"revision": "1"}, own=(200, 302, 303, 409, 422)),
    post("/theme/sections/<int:section_id>/blocks", form={"type": "slide"}),
    post("/theme/sections/<int:section_id>/blocks/order", form={"block": "{block_key}"}, own=(200, 302, 303, 409, 422), foreign=(302, 303, 404, 422), why="keys of blocks name nothing outside their section"),
    post("/theme/sections/<int:section_id>/blocks/<key>/removal", "/theme/sections/{section_id}/blocks/{block_key}/removal"),
    post("/theme/sections/<int:section_id>/visibility", form={"hidden": "1"}),
    post("/theme/sections/<int:section_id>/removal", "/theme/sections/{spare_section_id}/removal"),
    post("/theme/sections/<int:section_id>/restoration", "/theme/sections/{spare_section_id}/restoration"),
    post("/theme/kinds", form={"product": "{look_id}"}),
    post("/theme/looks/<int:theme_id>/publication", "/theme/looks/{look_id}/publication", form={"accepted": "1"}),
    post("/theme", form={"pack": "{own_pack}"}, own=(302, 303), foreign=(404,)),
    get("/files"),
    post("/files", upload="files", own=(200, 302, 303)),
    get("/files/<int:media_id>"),
    post("/files/<int:media_id>", form={"alt": "walked"}),
    get("/media/<int:media_id>/<signature>/<name>", "/media/{media_id}/{media_signature}/{media_name}"),
    get("/pickups"),
    post("/pickups/<int:hold_id>/<any(handover, release):step>", "/pickups/{pickup_id}/release"),
    get("/locations"),
    get("/locations/new"),
    post("/locations", form={"name": "Walked", "kind": "warehouse"}),
    get("/locations/<int:location_id>"),
    post("/locations/<int:location_id>", form={"name": "Walked on", "kind": "shop", "offers_pickup": "1"}),
    get("/stock"),
    get("/stock/levels.csv"),
    post("/stock/levels", own=(422,)),
    get("/stock/items/<int:item_id>", "/stock/items/{stocked_item_id}"),
    post("/stock/items/<int:item_id>/adjustments", "/stock/items/{stocked_item_id}/adjustments", form={"by": "1", "location_id": "{location_id}", "reason": "found"}),
    post("/stock/items/<int:item_id>/marks", "/stock/items/{stocked_item_id}/marks", form={"low_at": "3"}),
    post("/stock/items/<int:item_id>/parts", "/stock/items/{stocked_item_id}/parts"),
    post("/stock/items/<int:item_id>/variants", "/stock/items/{stocked_item_id}/variants", form={"sku": "{code}"}, foreign=REFUSED, why="a code of elsewhere is unknown here"),
    get("/transfers"),
    get("/transfers/new"),
    post("/transfers", form={"from_id": "supplier", "to_id": "{location_id}"}, foreign=REFUSED, why="a location of elsewhere is no choice of the form"),
    get("/transfers/<int:transfer_id>", "/transfers/{draft_transfer_id}"),
    post("/transfers/<int:transfer_id>/lines", "/transfers/{draft_transfer_id}/lines", form={"code": "{code}"}, foreign=REFUSED, why="a code of elsewhere is unknown here"),
    post("/transfers/<int:transfer_id>/send", "/transfers/{draft_transfer_id}/send"),
    post("/transfers/<int:transfer_id>/receive", "/transfers/{sent_transfer_id}/receive", form={"then": "close", "key": "walk"}),
    post("/transfers/<int:transfer_id>/cancel", "/transfers/{draft_transfer_id}/cancel"),
    get("/counts"),
    post("/counts", form={"location_id": "{location_id}"}),
    get("/counts/<int:count_id>", "/counts/{count_id}"),
    post("/counts/<int:count_id>/items", "/counts/{count_id}/items", form={"code": "{code}"}, foreign=REFUSED, why="a code of elsewhere is unknown here"),
    post("/counts/<int:count_id>/apply", "/counts/{count_id}/apply"),
    post("/counts/<int:count_id>/drop", "/counts/{spare_count_id}/drop"),
    get("/oversells"),
    post("/oversells/<int:case_id>", "/oversells/{case_id}", form={"way": "found"}, own=(302, 303, 422), foreign=(404,)),
    get("/picking"),
    post("/picking/rule", form={"allocation_rule": "shops_first"}),
    get("/picking/<int:location_id>"),
    get("/delivery"),
    get("/tills"),
    get("/tills/new"),
    post("/tills", form={"name": "Walked", "location_id": "{location_id}"}, own=SEEN, foreign=(422,), why=KEEPS),
    get("/tills/<int:device_id>", "/tills/{till_id}"),
    post("/tills/<int:device_id>", "/tills/{till_id}", form={"name": "Walked on", "terminal": ""}),
    post("/tills/<int:device_id>/code", "/tills/{spare_till_id}/code", own=SEEN),
    post("/tills/<int:device_id>/revocation", "/tills/{spare_till_id}/revocation"),
    post("/tills/pins/<int:staff_id>", "/tills/pins/{owner_id}", form={"pin": "8642"}),
    post("/tills/pins/<int:staff_id>/removal", "/tills/pins/{owner_id}/removal"),
    get("/tills/sales"),
    get("/tills/sales/<int:sale_id>", "/tills/sales/{till_sale_id}"),
    post("/tills/sales/<int:sale_id>/inspection", "/tills/sales/{till_sale_id}/inspection"),
    get("/tills/days"),
    get("/till/"),
    get("/till/worker.js"),
    get("/till/manifest.webmanifest"),
    post("/till/greeting", headers=TILL, own=SEEN),
    get("/till/items"),
    get("/till/pictures/<int:media_id>/<signature>/<name>", "/till/pictures/{media_id}/{media_signature}/{media_name}"),
    get("/till/codes/<int:variant_id>.svg", "/till/codes/{variant_id}.svg"),
    get("/till/sales", "/till/sales?number={till_sale_made_id}"),
    get("/till/drawer"),
    get("/till/pickups"),
    post("/till/designations", form={"item": "{item_id}", "to": "for_sale"}, headers=TILL, own=SEEN),
    post("/till/sales", form={"sale": TILL_SALE}, headers=TILL, own=SEEN, foreign=(200, 422), why="a variant that is not here is not for sale here, and a shift of elsewhere is nobody's"),
    post("/till/letters", form={"sale": "{till_sale_made_id}", "email": "walk@example.com"}, headers=TILL, own=SEEN),
    post("/till/links", form={"variant": "{variant_id}", "email": "walk@example.com"}, headers=TILL, own=SEEN),
    post("/till/cards", form={"id": "00000000-0000-4000-9000-{turn:0>12}", "amount": "100", "of": "{till_sale_id}"}, headers=TILL, own=(422,), foreign=(422,), why="there is no terminal"),
    post("/till/cards/<made_id>/outcome", "/till/cards/{till_card}/outcome", headers=TILL, own=SEEN),
    post("/till/cards/<made_id>/cancellation", "/till/cards/{till_card}/cancellation", headers=TILL, own=SEEN),
    post("/till/days", form={"id": "00000000-0000-4000-a000-{turn:0>12}", "counted": "100", "left": "0", "note": "Walked"}, headers=TILL, own=SEEN),
    post("/till/shift", form={"staff": "{helper_id}", "pin": "2580"}, headers=TILL, own=SEEN, foreign=(422,), why="somebody of another store has no PIN here"),
    post("/till/shift/ending", headers=TILL, own=SEEN),
    post("/till/pairing/ending", headers=TILL, own=(403,)),
    post("/till/pairing", form={"code": "{till_code}"}, headers=TILL, own=SEEN, foreign=(422,), why="a code of another store is a wrong code"),
    get("/delivery/new"),
    post("/delivery", form={"name": "Walked", "kind": "pickup", "price": "0", "location_id": "{location_id}"}, foreign=(404, 422), why=KEEPS),
    get("/delivery/<int:method_id>"),
    post("/delivery/<int:method_id>", form={"name": "Walked on", "kind": "ship", "price": "4"}),
    get("/staff"),
    post("/staff", form={"email": "walked@example.com", "name": "Walked", "role": "assistant"}, own=(200, 302, 303)),
    post("/staff/<int:staff_id>/role", "/staff/{helper_id}/role", form={"role": "assistant"}),
    post("/staff/<int:staff_id>/link", "/staff/{helper_id}/link", own=(200, 302, 303)),
    post("/staff/<int:staff_id>/lock", "/staff/{helper_id}/lock"),
    post("/staff/<int:staff_id>/unlock", "/staff/{helper_id}/unlock"),
    get("/work"),
    post("/work/<int:job_id>/retry"),
    post("/work/<int:job_id>/dismissal", "/work/{spare_job_id}/dismissal"),
    post("/work/retries"),
    get("/set-up"),
    post("/set-up/steps/<step>", "/set-up/steps/payment", form={"gateways": "test"}),
    post("/set-up/password", form={"password": "let friends in please"}),
    get("/settings"),
    post("/settings/<matter>", "/settings/payment", form={"gateways": "test"}),
    post("/settings/doors", own=(200, 302, 303, 409)),
    post("/settings/doors/closing", own=(302, 303)),
    get("/collections/<int:collection_id>/removal", "/collections/{rule_collection_id}/removal"),
    post("/collections/<int:collection_id>/removal", "/collections/{rule_collection_id}/removal"),
    get("/products/<int:product_id>/removal", "/products/{spare_product_id}/removal"),
    post("/products/<int:product_id>/removal", "/products/{spare_product_id}/removal"),
    get("/articles/<int:article_id>/removal", "/articles/{spare_article_id}/removal"),
    post("/articles/<int:article_id>/removal", "/articles/{spare_article_id}/removal"),
    get("/blogs/<int:blog_id>/removal"),
    post("/blogs/<int:blog_id>/removal"),
    get("/menus/<int:menu_id>/removal"),
    post("/menus/<int:menu_id>/removal"),
    get("/pages/<int:page_id>/removal"),
    post("/pages/<int:page_id>/removal"),
    get("/files/<int:media_id>/removal", "/files/{spare_media_id}/removal"),
    post("/files/<int:media_id>/removal", "/files/{spare_media_id}/removal"),
    get("/join/<token>", "/join/{join_token}"),
    post("/join/<token>", "/join/{join_token}", form={"email": "new@example.com", "name": "New", "password": "", "password_again": ""}, own=(200, 303, 422)),
    get("/set-up/<token>", "/set-up/{set_up_token}"),
    post("/set-up/<token>", "/set-up/{set_up_token}", form={"email": "new@example.com", "name": "New", "password": "", "password_again": ""}, own=(200, 303, 422)),
    post("/account/password", form={"current": "wrong", "new": "a", "again": "a"}, own=(200, 303, 422)),
    post("/sign-out"),
    get("/sign-in"),
    post("/sign-in", form={"email": "{owner_email}", "password": "a password of the tests"}, foreign=(401, 422, 429), why="a wrong name is not told from a wrong password"),
)  # fmt: skip

_NOT_PREVIEWED = ("/api/", "/pickup", "/sitemap", "/robots.txt", "/password", "/account")
_IN_A_PREVIEW = ("/cart", "/localization")
NOT_SENT = "nothing is sent from a preview, whatever it names"


def _previewed(visit: Visit) -> Visit:
    """What becomes of it in the preview: pages are the same, forms are not sent."""
    if visit.method == "GET" or visit.rule.startswith(_IN_A_PREVIEW):
        return visit
    return replace(visit, own=(403,), foreign=(403,), why=NOT_SENT)


PREVIEW = (
    *(_previewed(visit) for visit in SHOP if not visit.rule.startswith(_NOT_PREVIEWED)),
    get("/robots.txt"),
    get("/_preview/<name>", "/_preview/closed.css"),
    get("/_preview/values", "/_preview/values?path=/products/{product_handle}&section=main", foreign=SEEN, why="a page that is not there is the 404 page, whose sections have other names"),
    get("/password"),
    get("/account"),
    get("/account/orders/<int:order_id>", "/account/orders/{order_id}", own=(404,)),
    get("/account/addresses"),
    get("/account/login"),
    get("/account/register"),
    get("/account/logout", own=DONE),
    get("/account/<any(activate, reset):kind>/<int:customer_id>/<token>", "/account/activate/{invited_id}/{activation_token}", foreign=SEEN, why="the page is shown whatever the link, which is not looked up"),
    *(_previewed(visit) for visit in SHOP if visit.method == "POST" and visit.rule.startswith("/account")),
)  # fmt: skip

ROUTES = {"shop": SHOP, "checkout": CHECKOUT, "admin": ADMIN, "preview": PREVIEW}
