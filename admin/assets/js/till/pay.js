// Paying: cash with its change, or a card at the terminal. Cash works without the network; a card does not.
import { app } from "./app.js";
import { basket, madeSale } from "./basket.js";
import { takeCard } from "./card.js";
import { h, icon, button, field, say, sheet } from "./dom.js";
import * as list from "./list.js";
import { holdOrder, letGo, orderSheet } from "./order.js";
import * as queue from "./queue.js";
import { receipt } from "./receipt.js";
import { t, money, readMoney, plainMoney, boot } from "./words.js";

const OURS = new Set(["tills.price_changed", "inventory.sold_out", "tills.not_for_sale_here"]);
const AGAIN = 3_000;
const LEFT = new Error("left to the queue");

// *order*: what the shop answered to the order that is paid with it.
export function pay(show, order = null) {
  const back = basket.kind === "return", total = basket.total + (order?.total ?? 0);
  let busy = false;
  const problem = h("div", { class: "problems", role: "alert", hidden: true });
  const given = field(t("pay.given"), { inputmode: "decimal", maxlength: 12, value: back ? plainMoney(total) : "", oninput: change });
  const due = h("p", { class: "change", role: "status" });
  const cash = h("button", { type: "submit", class: "button primary block big" }, icon("banknote"), t(back ? "pay.give_cash" : "pay.take_cash"));
  const notes = h("div", { class: "suggestions" }, suggestions(total).map((minor) => button(money(minor), () => { given.input.value = plainMoney(minor); change(); cash.focus(); })));
  const form = h("form", { class: "stack pay-cash", onsubmit: byCash }, h("h3", {}, t("pay.cash")), back ? null : notes, back ? null : given.box, back ? null : due, cash);
  const reason = back ? t("pay.card_needs_receipt") : !app.online ? t("pay.card_offline") : !app.state.card ? t("pay.no_terminal") : "";
  const byCard = back
    ? null
    : h("section", { class: "stack pay-card" }, h("h3", {}, t("pay.card")), h("button", { type: "button", class: "button block big", disabled: Boolean(reason), onclick: card }, icon("credit-card"), t("pay.take_card")), reason ? h("p", { class: "hint" }, reason) : null);
  const dialog = sheet(t(back ? "pay.back_title" : "pay.title"), h("p", { class: "pay-total" }, money(total)), order ? h("p", { class: "muted" }, t("order.of_this", { amount: money(order.total) })) : null, problem, h("div", { class: "pay-ways" }, form, byCard));
  dialog.classList.add("pay");
  if (back) cash.focus();
  else given.input.focus();
  change();

  function change() {
    const minor = given.input.value.trim() ? readMoney(given.input.value) : total;
    cash.disabled = busy || minor === null || minor < total;
    due.textContent = minor === null ? t("pay.no_amount") : minor < total ? t("pay.too_little", { amount: money(total - minor) }) : minor > total ? t("pay.change", { amount: money(minor - total) }) : "";
    due.classList.toggle("ready", minor !== null && minor > total);
  }

  async function byCash(event) {
    event.preventDefault();
    const minor = given.input.value.trim() ? readMoney(given.input.value) : total;
    if (busy || minor === null || minor < total) return;
    await finish([{ kind: "cash", amount: total, given: back ? total : minor }]);
  }

  async function card() {
    if (busy) return;
    busy = true;
    change();
    const ready = (await held()) && (await enough());
    busy = false;
    change();
    if (!ready) return;
    const made = crypto.randomUUID();
    const answer = await takeCard(made, total);
    if (order && answer?.state !== "approved") letGo(order);
    if (answer?.state === "approved") await finish([{ kind: "card", amount: total, given: 0, card: made }], { happened: true, summary: answer.summary });
  }

  // Before a card is asked for: what is ordered is kept for it.
  async function held() {
    if (!order) return true;
    try {
      await holdOrder(order);
      return true;
    } catch (error) {
      anew(error);
      return false;
    }
  }

  // Something about the order is no longer as it was: it is looked at again, with all that was typed.
  function anew(error) {
    if (basket.order) basket.order.ready = null;
    if (!error.code) return refuse(whyNot(error));
    dialog.close();
    if (basket.order) orderSheet((ready) => pay(show, ready), error.message);
  }

  // Before a card is asked for: whether it is all still there. Afterwards the money is taken, and so the sale stands.
  async function enough() {
    await list.bring().catch(() => {});
    const short = basket.lines.filter((line) => {
      const entry = app.entries.get(line.item);
      return !entry || !entry.for_sale || (entry.available !== null && !entry.back_order && entry.available + (line.held ?? 0) < line.quantity);
    });
    if (short.length) {
      refuse([t("pay.gone", { titles: short.map((line) => line.title).join(", ") })]);
      if (order) letGo(order);
    }
    return !short.length;
  }

  async function finish(payments, { happened = false, summary = "" } = {}) {
    if (busy) return;
    busy = true;
    change();
    const sold = basket.plain.lines.map((line) => ({ ...line })), ordered = basket.plain.ordered.map((line) => ({ ...line }));
    const part = order && { id: order.id, seen: order.seen, total: order.total };
    const sale = await madeSale({ kind: basket.kind, lines: sold, discount: basket.discountMinor, reason: basket.discount?.reason ?? null, total, payments, holds: basket.holds, order: part });
    try {
      const answer = order && !happened ? await untilAnswered(sale) : await queue.send(sale, { happened });
      list.taken(sold, basket.kind === "sale" ? 1 : -1);
      const shown = { sale, answer, lines: sold, tax: basket.tax, discount: basket.discountMinor, subtotal: basket.subtotal, summary, ordered: order && { ...order, lines: ordered } };
      basket.clear();
      dialog.close();
      receipt(shown, show);
      if (app.online) list.bring().catch(() => {});
    } catch (error) {
      if (error === LEFT) return;
      busy = false;
      change();
      if (OURS.has(error.code)) {
        refuse(whyNot(error));
        await list.bring().catch(() => {});
        basket.reprice(list.byVariant);
      } else if (order) return anew(error);
      else refuse(whyNot(error));
      if (basket.total + (order?.total ?? 0) !== total) {
        dialog.close();
        say(error.message, "warning");
      }
    }
  }

  // An order is placed or it is not: cash is not put away before the shop has said so. The same sale is sent again, under its
  // own id, until it answers; who cannot wait leaves it to the queue, which asks what became of it.
  async function untilAnswered(sale) {
    let left = false;
    const stop = button(t("pay.leave"), () => (left = true), { tone: "quiet" });
    const stay = (event) => event.preventDefault();
    dialog.addEventListener("cancel", stay);
    try {
      for (;;) {
        const answer = await queue.sendAnswered(sale, JSON.parse(JSON.stringify({ ...basket.plain, order: { ...basket.order, form: {}, ready: null } })));
        if (answer) return answer;
        refuse([t("pay.unanswered")], stop);
        await new Promise((later) => setTimeout(later, AGAIN));
        if (left) {
          queue.leave(sale);
          basket.clear();
          dialog.close();
          say(t("pay.left"), "warning");
          show("waiting");
          throw LEFT;
        }
      }
    } finally {
      dialog.removeEventListener("cancel", stay);
    }
  }

  function refuse(lines, act = null) {
    problem.hidden = false;
    problem.replaceChildren(icon("triangle-alert"), h("div", {}, lines.map((text) => h("p", {}, text)), act ?? []));
    problem.scrollIntoView({ block: "nearest" });
  }
}

export function whyNot(error) {
  if (error.code !== "inventory.sold_out") return [error.message || t("needs_network")];
  const lines = error.values.items.map((item) => {
    const why = [item.promised ? t("short.promised", { count: item.promised }) : "", item.held ? t("short.held", { count: item.held }) : ""].filter(Boolean).join(", ");
    return t("short.item", { title: item.title, wanted: item.wanted, left: item.left }) + (why ? ` (${why})` : "");
  });
  return [error.message, ...lines];
}

// What people are likely to hand over.
function suggestions(total) {
  const unit = 10 ** boot.decimals, found = new Set([total]);
  for (const note of [1, 5, 10, 20, 50, 100, 200]) found.add(Math.ceil(total / (note * unit)) * note * unit);
  return [...found].filter((minor) => minor >= total && minor > 0).sort((a, b) => a - b).slice(0, 5);
}

