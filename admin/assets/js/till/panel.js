// The basket beside the goods, and what can be done with it.
import { app } from "./app.js";
import { basket } from "./basket.js";
import { h, icon, button, field, say, sheet } from "./dom.js";
import { orderSheet, dropOrder } from "./order.js";
import { pay } from "./pay.js";
import { park } from "./parked.js";
import { t, money, readMoney } from "./words.js";

export function basketPanel(show) {
  const element = h("section", { class: "basket", "aria-labelledby": "basket-title" });
  const draw = () => {
    const focused = document.activeElement?.dataset?.key;
    element.replaceChildren(...content());
    if (focused) element.querySelector(`[data-key="${focused}"]`)?.focus();
  };
  const onNetwork = ({ detail }) => detail === "network" && basket.order && draw();
  basket.addEventListener("change", draw);
  app.addEventListener("change", onNetwork);
  draw();
  return { element, leave: () => { basket.removeEventListener("change", draw); app.removeEventListener("change", onNetwork); } };

  function content() {
    const back = basket.kind === "return";
    const title = h("h2", { id: "basket-title" }, back ? t("basket.back") : t("basket.title"), basket.units ? h("span", { class: "count" }, String(basket.units)) : null);
    const toggle = h("button", { type: "button", class: "basket-toggle", "aria-expanded": String(element.classList.contains("open")), "aria-controls": "basket-lines", "data-key": "toggle", onclick: () => { element.classList.toggle("open"); draw(); } }, icon("chevron-up"), h("span", { class: "sr" }, t("basket.show")));
    const tools = h("div", { class: "basket-tools" }, basket.lines.length && !back ? button(t("basket.discount"), discount, { picture: "percent", tone: "small quiet", "data-key": "discount" }) : null, !basket.empty && !back ? button(t("basket.park"), parkNow, { picture: "pause", tone: "small quiet", "data-key": "park" }) : null, !basket.empty || back ? button(t("basket.clear"), clear, { picture: "trash-2", tone: "small quiet", "data-key": "clear" }) : null);
    const empty = h("div", { class: "basket-empty" }, icon("shopping-basket"), h("p", {}, t(back ? "basket.empty_back" : "basket.empty")));
    const sums = h("dl", { class: "sums" }, basket.discountMinor ? [h("dt", {}, t("basket.subtotal")), h("dd", {}, money(basket.subtotal)), h("dt", {}, t("basket.discount")), h("dd", {}, `−${money(basket.discountMinor)}`)] : null, basket.tax ? [h("dt", { class: "muted" }, t("basket.tax")), h("dd", { class: "muted" }, money(basket.tax))] : null);
    const waits = basket.order && !app.online;
    const go = h("button", { type: "button", class: "button primary pay-button", disabled: basket.empty || waits, "data-key": "pay", onclick: () => (basket.order ? orderSheet((order) => pay(show, order)) : pay(show)) }, h("span", {}, t(back ? "basket.give_back" : "basket.pay")), h("b", {}, money(basket.total + basket.orderTotal)));
    const lines = h("div", { class: "lines", id: "basket-lines" }, h("ul", {}, basket.lines.map((one) => line(one, basket.lines))), basket.order ? ordered() : null);
    const hints = [waits ? h("p", { class: "hint", role: "status" }, t("order.waits")) : null, basket.order && basket.discountMinor ? h("p", { class: "hint" }, t("order.no_discount")) : null];
    return [h("header", { class: "basket-head" }, title, toggle, tools), lines, basket.empty ? empty : null, h("footer", { class: "basket-foot" }, sums, hints, go)].filter(Boolean);
  }

  // What is sent or collected, apart from what is taken along, even of the same thing.
  function ordered() {
    const { to } = basket.order, other = to === "home" ? "shop" : "home";
    return h("section", { class: "ordered", "aria-labelledby": "ordered-title" }, h("header", {}, h("h3", { id: "ordered-title" }, icon(to === "home" ? "truck" : "store"), t(`order.title_${to}`)), button(t(`order.instead_${other}`), () => { basket.setTo(other); say(t(`order.moved_${other}`)); }, { tone: "small quiet", "data-key": "order-to" })), h("ul", {}, basket.ordered.map((one) => line(one, basket.ordered))), basket.order.ready ? h("p", { class: "muted small" }, t("order.with_delivery", { amount: money(basket.order.ready.total) })) : h("p", { class: "muted small" }, t("order.plus_delivery")));
  }

  function line(one, lines) {
    const key = lines === basket.ordered ? "ordered-" : "";
    const name = one.variant_title ? `${one.title} · ${one.variant_title}` : one.title;
    const step = (by, picture, act, words) => h("button", { type: "button", class: "step", "data-key": `${key}${act}-${one.variant}`, onclick: () => basket.setQuantity(one, one.quantity + by, lines), "aria-label": `${words}: ${name}` }, icon(picture));
    return h("li", { class: "line" }, h("span", { class: "line-name" }, name, h("span", { class: "muted small" }, money(one.unit))), h("span", { class: "stepper" }, step(-1, one.quantity === 1 ? "trash-2" : "minus", "less", t("basket.less")), h("span", { class: "line-quantity", "aria-label": t("basket.quantity", { count: one.quantity }) , role: "img" }, String(one.quantity)), step(1, "plus", "more", t("basket.more"))), h("b", { class: "line-total" }, money(one.unit * one.quantity)));
  }

  function discount() {
    const { box, input } = field(t("discount.amount"), { inputmode: "decimal", maxlength: 12 }, t("discount.hint"));
    const reason = field(t("discount.reason"), { maxlength: 120 });
    const wrong = h("p", { class: "wrong-note", role: "alert" });
    const dialog = sheet(
      t("discount.title"),
      h("form", { class: "stack", onsubmit: (event) => {
        event.preventDefault();
        const text = input.value.trim(), percent = /^(\d{1,2}|100)\s*%$/.exec(text), minor = readMoney(text);
        if (text && !percent && minor === null) { wrong.textContent = t("discount.wrong"); return; }
        if (text && !reason.input.value.trim()) { wrong.textContent = t("discount.why"); reason.input.focus(); return; }
        basket.discount = text ? { ...(percent ? { percent: Number(percent[1]) } : { minor }), reason: reason.input.value.trim() } : null;
        basket.changed();
        dialog.close();
      } }, h("div", { class: "row" }, [5, 10, 20].map((percent) => button(`${percent} %`, () => { input.value = `${percent} %`; reason.input.focus(); }))), box, reason.box, wrong, h("button", { type: "submit", class: "button primary block" }, t("discount.take"))),
    );
    input.focus();
  }

  function clear() {
    dropOrder();
    basket.clear();
  }

  async function parkNow() {
    await park();
    say(t("parked.done"));
  }
}
