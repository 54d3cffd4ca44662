// Taking things back: against a receipt, or without one.
import { app } from "./app.js";
import { ask } from "./ask.js";
import { basket, madeSale } from "./basket.js";
import { takeCard } from "./card.js";
import { h, icon, button, field } from "./dom.js";
import * as list from "./list.js";
import { dropOrder } from "./order.js";
import { whyNot } from "./pay.js";
import * as queue from "./queue.js";
import { receipt } from "./receipt.js";
import { t, money, time } from "./words.js";

export function returns(main, show) {
  const { box, input } = field(t("returns.number"), { "data-first": true, maxlength: 60, placeholder: `${app.state.device.number}-0001` }, t("returns.hint"));
  const problem = h("div", { class: "problems", role: "alert", hidden: true });
  const found = h("div", { class: "stack" });
  const find = h("form", { class: "stack", onsubmit: look }, box, h("button", { type: "submit", class: "button primary" }, icon("search"), t("returns.find")));
  const without = h("section", { class: "card" }, h("h2", {}, t("returns.without")), h("p", { class: "muted" }, t("returns.without_text")), button(t("returns.begin"), () => { dropOrder(); basket.clear("return"); show("sell"); }, { picture: "undo-2" }));
  main.append(h("div", { class: "page" }, h("h1", {}, t("place.returns")), problem, h("section", { class: "card" }, h("h2", {}, t("returns.with")), find), found, without));

  function refuse(lines) {
    problem.hidden = !lines.length;
    problem.replaceChildren(icon("triangle-alert"), h("div", {}, lines.map((text) => h("p", {}, text))));
  }

  async function look(event) {
    event.preventDefault();
    refuse([]);
    found.replaceChildren();
    try {
      draw(await ask("GET", `/sales?number=${encodeURIComponent(input.value)}`));
    } catch (error) {
      refuse([error.message || t("returns.offline")]);
    }
  }

  function draw(sale) {
    const chosen = new Map();
    const sum = () => [...chosen].reduce((total, [id, units]) => total + (units ? sale.lines.find((line) => line.id === id).back[units - 1] : 0), 0);
    const cash = button("", () => give("cash"), { picture: "banknote", tone: "primary block big" });
    const card = button("", () => give("card"), { picture: "credit-card", tone: "block big" });
    const paint = () => {
      const total = sum();
      cash.lastChild.textContent = t("returns.cash", { amount: money(total) });
      card.lastChild.textContent = t("returns.card", { amount: money(total) });
      cash.disabled = !total;
      card.disabled = !total || total > sale.by_card || !app.online;
    };
    for (const one of [cash, card]) one.append("");
    const rows = sale.lines.map((line) => {
      const left = line.back.length;
      const select = h("select", { "aria-label": t("returns.units", { title: line.title }), onchange: (event) => { chosen.set(line.id, Number(event.target.value)); paint(); }, disabled: !left }, Array.from({ length: left + 1 }, (_, units) => h("option", { value: String(units) }, units ? `${units} · ${money(line.back[units - 1])}` : "0")));
      return h("li", { class: "line" }, h("span", { class: "line-name" }, line.variant_title ? `${line.title} · ${line.variant_title}` : line.title, h("span", { class: "muted small" }, line.returned ? t("returns.gone", { count: line.returned, of: line.quantity }) : t("returns.bought", { count: line.quantity }))), h("span", { class: "select" }, select));
    });
    found.replaceChildren(h("section", { class: "card stack" }, h("h2", {}, t("receipt.number", { number: sale.number })), h("p", { class: "muted" }, `${sale.place} · ${time(sale.at)} · ${money(sale.paid)}`), sale.order ? h("p", { class: "hint" }, t("returns.order", { number: sale.order })) : null, h("ul", { class: "lines" }, rows), h("div", { class: "pay-ways" }, cash, sale.by_card ? card : null)));
    paint();
    found.querySelector("select:not([disabled])")?.focus();

    async function give(kind) {
      refuse([]);
      const total = sum(), made = crypto.randomUUID();
      const lines = sale.lines.filter((line) => chosen.get(line.id)).map((line) => ({ ...line, of: line.id, quantity: chosen.get(line.id), amount: line.back[chosen.get(line.id) - 1] }));
      let summary = "";
      if (kind === "card") {
        const answer = await takeCard(made, total, sale.sale);
        if (answer?.state !== "approved") return;
        summary = answer.summary;
      }
      const payments = [kind === "cash" ? { kind, amount: total, given: total } : { kind, amount: total, given: 0, card: made }];
      const back = await madeSale({ kind: "return", lines, total, payments, of: sale.sale });
      try {
        const answer = await queue.send(back, { happened: kind === "card" });
        list.taken(lines, -1);
        receipt({ sale: back, answer, lines, tax: 0, discount: 0, subtotal: total, summary }, show);
      } catch (error) {
        refuse(whyNot(error));
      }
    }
  }
}
