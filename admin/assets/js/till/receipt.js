// The receipt: on the screen, on paper, by mail.
import { app } from "./app.js";
import { ask } from "./ask.js";
import { numberOf } from "./basket.js";
import { h, icon, button, field, say, sheet } from "./dom.js";
import { t, money, time, boot } from "./words.js";

export function receipt({ sale, answer, lines, tax, discount, subtotal, summary, ordered = null }, show) {
  const back = sale.kind === "return";
  const cash = sale.payments.find((one) => one.kind === "cash");
  const change = cash && !back ? cash.given - cash.amount : 0;
  const placed = answer?.order;
  const row = (line, minor) => h("li", {}, h("span", {}, `${line.quantity} × ${line.variant_title ? `${line.title} · ${line.variant_title}` : line.title}`), h("span", { class: "num" }, money(minor)));
  const order = ordered
    ? h("section", { class: "paper-order" }, h("h4", {}, placed ? t("receipt.ordered", { number: placed.number }) : t(answer ? "receipt.order_not_placed" : "receipt.order_waits")), h("ul", {}, ordered.lines.map((line) => row(line, line.unit * line.quantity)), ordered.delivery ? h("li", {}, h("span", {}, ordered.way_name), h("span", { class: "num" }, money(ordered.delivery))) : null), placed ? [h("p", {}, t(`receipt.order_${ordered.to}`, { where: placed.where.join(", ") })), h("p", { class: "muted" }, t("receipt.order_letter", { email: placed.email }))] : null)
    : null;
  const paper = h(
    "article",
    { class: "paper" },
    h("header", {}, h("h3", {}, boot.store), h("p", {}, app.state.location.name), h("p", { class: "muted" }, `${t("receipt.number", { number: answer?.number ?? numberOf(sale) })} · ${time(sale.at)}`)),
    ordered && lines.length ? h("h4", {}, t("receipt.along")) : null,
    lines.length ? h("ul", {}, lines.map((line) => row(line, (back ? -1 : 1) * (line.amount ?? line.unit * line.quantity)))) : null,
    ordered ? order : null,
    h("dl", { class: "sums" }, discount ? [h("dt", {}, t("basket.subtotal")), h("dd", {}, money(subtotal)), h("dt", {}, t("basket.discount")), h("dd", {}, `−${money(discount)}`)] : null, ordered ? [lines.length ? [h("dt", {}, t("receipt.along")), h("dd", {}, money(sale.total - ordered.total))] : null, h("dt", {}, t("receipt.order_sum")), h("dd", {}, money(ordered.total))] : null, h("dt", { class: "total" }, t("receipt.total")), h("dd", { class: "total" }, money(back ? -sale.total : sale.total)), tax ? [h("dt", { class: "muted" }, t("basket.tax")), h("dd", { class: "muted" }, money(tax))] : null, sale.payments.map((one) => [h("dt", {}, one.kind === "cash" ? t(back ? "receipt.cash_back" : "receipt.cash") : summary || t("receipt.card")), h("dd", {}, money(one.kind === "cash" && !back ? one.given : one.amount))]), change > 0 ? [h("dt", {}, t("receipt.change")), h("dd", {}, money(change))] : null),
    h("footer", {}, t("receipt.served", { name: app.state.shift.name })),
  );
  const notes = (answer?.notes ?? []).filter((note) => note.code === "oversold");
  const state = answer ? h("p", { class: "status good" }, t("receipt.settled")) : h("p", { class: "status todo" }, t("receipt.waits"));
  const mail = field(t("receipt.email"), { type: "email", inputmode: "email", maxlength: 200 });
  const next = h("button", { type: "button", class: "button primary block big", onclick: () => dialog.close() }, t("receipt.next"));
  const dialog = sheet(
    change > 0 ? t("receipt.change_title", { amount: money(change) }) : t(back ? "receipt.back_title" : "receipt.title"),
    state,
    notes.length ? h("p", { class: "problems", role: "alert" }, icon("triangle-alert"), t("receipt.oversold")) : null,
    ordered && answer && !placed ? h("p", { class: "problems", role: "alert" }, icon("triangle-alert"), t("receipt.order_owed", { amount: money(ordered.total) })) : null,
    paper,
    h("div", { class: "row receipt-acts" }, button(t("receipt.print"), () => window.print(), { picture: "printer" })),
    answer && app.online ? h("form", { class: "mail-form", onsubmit: send }, mail.box, h("button", { type: "submit", class: "button" }, icon("mail"), t("receipt.send"))) : h("p", { class: "hint" }, t("receipt.mail_offline")),
    next,
  );
  dialog.classList.add("receipt");
  dialog.addEventListener("close", () => show("sell"));
  next.focus();

  async function send(event) {
    event.preventDefault();
    try {
      await ask("POST", "/letters", { sale: sale.id, email: mail.input.value });
      say(t("receipt.sent", { email: mail.input.value }));
    } catch (error) {
      say(error.message || t("needs_network"), "warning");
    }
  }
}
