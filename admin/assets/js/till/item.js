// All about an item, and where it is for sale: the two controls that change the shop's list online.
import { app } from "./app.js";
import { ask } from "./ask.js";
import { basket } from "./basket.js";
import { h, icon, button, field, say, sheet } from "./dom.js";
import { nameOf } from "./list.js";
import * as store from "./store.js";
import { t, money } from "./words.js";

export function itemSheet({ entry: first, variant }) {
  let entry = first;
  const body = h("div", { class: "item" });
  const dialog = sheet(nameOf(variant), body);
  draw();

  function draw(focus) {
    const picture = variant.product.picture ? h("img", { src: variant.product.picture, alt: "", width: 160, height: 160 }) : icon("image");
    const facts = [
      [t("item.price"), money(variant.price.minor)],
      [t("item.here"), entry.available === null ? t("item.not_counted") : String(entry.available)],
      [t("item.sku"), variant.sku],
      [t("item.barcode"), variant.barcode],
    ].filter(([, value]) => value);
    const parts = [
      h("div", { class: "item-top" }, h("span", { class: "item-picture" }, picture), h("dl", { class: "item-facts" }, facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))))),
      entry.for_sale ? button(t("item.add"), () => { basket.add({ entry, variant }); dialog.close(); }, { picture: "plus", tone: "primary block" }) : elsewhere(),
      entry.for_sale && runsOut() ? h("section", { class: "item-note" }, h("p", {}, h("strong", {}, t("elsewhere.too_few"))), orders()) : null,
      h("section", { class: "item-online", "aria-labelledby": "item-online" }, h("h3", { id: "item-online" }, t("online.title")), h("p", { class: `status ${{ for_sale: "good", view_only: "busy" }[entry.online] ?? "still"}`, role: "status", "data-online": entry.online }, t(`online.is_${entry.online}`)), h("div", { class: "item-controls" }, control("for_sale", "globe"), control("view_only", "store"), entry.online === "not_listed" ? null : control("not_listed", "eye-off")), why()),
    ];
    body.replaceChildren(...parts.filter(Boolean));
    if (focus) body.querySelector(`[data-to="${focus}"]`)?.focus();
  }

  function why() {
    if (!app.online) return h("p", { class: "hint" }, t("online.needs_network"));
    return app.state.shift?.may_designate ? null : h("p", { class: "hint" }, t("online.may_not"));
  }

  function control(to, picture) {
    const pressed = entry.online === to;
    return button(t(`online.to_${to}`), () => designate(to), { picture: pressed ? "check" : picture, tone: pressed ? "pressed" : "", "aria-pressed": String(pressed), "data-to": to, disabled: !app.online || !app.state.shift?.may_designate });
  }

  async function designate(to) {
    if (entry.online === to) return;
    try {
      const told = await ask("POST", "/designations", { item: entry.item_id, to });
      if (told.entry) {
        entry = told.entry;
        app.entries.set(entry.item_id, entry);
        await store.put("items", entry);
        app.changed("list");
      }
      say(t(`online.done_${to}`, { title: variant.product.title }));
    } catch (error) {
      say(error.message || t("online.needs_network"), "warning");
    }
    draw(to);
  }

  function runsOut() {
    const inBasket = basket.lines.filter((line) => line.item === entry.item_id).reduce((sum, line) => sum + line.quantity, 0);
    return entry.online === "for_sale" && entry.available !== null && !entry.back_order && inBasket >= entry.available;
  }

  function orders() {
    return [
      h("div", { class: "item-orders" }, [["home", "truck"], ["shop", "store"]].map(([to, picture]) => button(t(`order.to_${to}`), () => order(to), { picture, tone: "block", disabled: !app.online, "data-order": to }))),
      app.online ? null : h("p", { class: "hint" }, t("order.needs_network")),
    ];
  }

  function order(to) {
    if (basket.kind === "return") basket.clear();
    const moved = basket.addOrdered({ entry, variant }, to);
    dialog.close();
    say(moved ? t(`order.moved_${to}`) : t(`order.added_${to}`, { title: nameOf(variant) }));
  }

  function elsewhere() {
    if (entry.online === "not_listed") return h("p", { class: "item-note" }, t("elsewhere.nowhere"));
    const { box, input } = field(t("elsewhere.email"), { type: "email", maxlength: 200, inputmode: "email" });
    const code = app.online ? h("img", { class: "item-code", src: `/till/codes/${variant.id}.svg`, alt: t("elsewhere.code"), width: 148, height: 148 }) : null;
    const link = app.online ? h("div", { class: "item-order" }, code, h("form", { class: "stack tight", onsubmit: (event) => mail(event, input) }, box, h("button", { type: "submit", class: "button" }, icon("mail"), t("elsewhere.send")))) : h("p", { class: "hint" }, t("needs_network"));
    if (entry.online !== "for_sale") return h("section", { class: "item-note" }, h("p", {}, h("strong", {}, t("elsewhere.shown"))), h("p", {}, t("elsewhere.text")), link);
    return h("section", { class: "item-note" }, h("p", {}, h("strong", {}, t("elsewhere.title"))), orders(), h("details", { class: "item-link" }, h("summary", {}, t("elsewhere.by_link")), h("div", { class: "stack tight" }, h("p", {}, t("elsewhere.text")), link)));
  }

  async function mail(event, input) {
    event.preventDefault();
    try {
      await ask("POST", "/links", { variant: variant.id, email: input.value });
      say(t("elsewhere.sent", { email: input.value }));
      input.value = "";
    } catch (error) {
      say(error.message || t("needs_network"), "warning");
    }
  }
}
