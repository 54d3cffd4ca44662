// Counting the drawer. Every sale has to be with the shop first, so that what should lie there is right.
import { app } from "./app.js";
import { ask } from "./ask.js";
import { h, icon, button, field } from "./dom.js";
import { t, money, readMoney, plainMoney } from "./words.js";

export function day(main, show) {
  const body = h("div", { class: "stack" });
  const made = crypto.randomUUID();
  main.append(h("div", { class: "page" }, h("h1", { tabindex: "-1" }, t("place.day")), body));
  load();

  async function load() {
    if (app.waiting) {
      body.replaceChildren(note("cloud-upload", t("day.waiting"), t("day.waiting_text", { count: app.waiting }), button(t("place.waiting"), () => show("waiting"))));
      return;
    }
    try {
      draw(await ask("GET", "/drawer"));
    } catch (error) {
      body.replaceChildren(note("wifi-off", t("day.offline"), error.message || t("day.offline_text"), button(t("again"), load, { picture: "refresh-cw" })));
    }
  }

  const note = (picture, title, text, act) => h("div", { class: "empty" }, h("span", { class: "empty-icon" }, icon(picture)), h("h2", {}, title), h("p", {}, text), act);
  const row = (name, value, tone = "") => [h("dt", { class: tone }, name), h("dd", { class: tone }, value)];

  function draw(now) {
    const counted = field(t("day.counted"), { inputmode: "decimal", maxlength: 14, "data-first": true, oninput: paint });
    const left = field(t("day.left"), { inputmode: "decimal", maxlength: 14, value: plainMoney(now.float) }, t("day.left_hint"));
    const words = field(t("day.note"), { maxlength: 500 });
    const difference = h("p", { class: "change", role: "status" });
    const problem = h("p", { class: "wrong-note", role: "alert" });
    const form = h("form", { class: "card stack", onsubmit: close }, h("h2", {}, t("day.count_title")), counted.box, difference, left.box, words.box, problem, h("button", { type: "submit", class: "button primary block" }, t("day.close")));
    const sums = h("section", { class: "card" }, h("h2", {}, t("day.since")), h("dl", { class: "sums" }, row(t("day.float"), money(now.float)), row(t("day.cash"), money(now.cash)), row(t("day.expected"), money(now.expected), "total"), row(t("day.card"), money(now.card), "muted"), row(t("day.sales"), String(now.sales), "muted"), row(t("day.returns"), String(now.returns), "muted")));
    body.replaceChildren(sums, form);
    counted.input.focus();

    function paint() {
      const minor = readMoney(counted.input.value);
      difference.textContent = minor === null ? "" : minor === now.expected ? t("day.even") : t(minor > now.expected ? "day.over" : "day.under", { amount: money(Math.abs(minor - now.expected)) });
    }

    async function close(event) {
      event.preventDefault();
      const minor = readMoney(counted.input.value), stays = left.input.value.trim() ? readMoney(left.input.value) : 0;
      if (minor === null || stays === null) {
        problem.textContent = t("day.no_amount");
        return;
      }
      try {
        done(await ask("POST", "/days", { id: made, counted: minor, left: stays, note: words.input.value }));
      } catch (error) {
        problem.textContent = error.message || t("needs_network");
      }
    }
  }

  function done(told) {
    body.replaceChildren(h("section", { class: "card stack paper" }, h("h2", {}, t("day.done")), h("dl", { class: "sums" }, row(t("day.expected"), money(told.expected)), row(t("day.counted"), money(told.counted)), row(t("day.difference"), money(told.difference), "total"), row(t("day.stays"), money(told.left), "muted")), h("p", { class: "muted" }, t("day.by", { name: told.by }))), h("div", { class: "row" }, button(t("receipt.print"), () => window.print(), { picture: "printer" }), button(t("day.back"), () => show("sell"), { tone: "primary" })));
    body.querySelector(".button.primary").focus();
  }
}
