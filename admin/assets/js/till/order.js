// An order: who it is for, where it goes and how, and what it comes to. The shop prices it; nothing typed is lost.
import { app } from "./app.js";
import { ask, Unreachable } from "./ask.js";
import { basket } from "./basket.js";
import { h, icon, button, sheet } from "./dom.js";
import { t, money } from "./words.js";

const ADDRESS = ["line1", "line2", "postcode", "city", "region"];
const OPTIONAL = new Set(["phone", "line2", "region"]);
let served = null; // countries that are delivered to, as the shop last said

const path = (order) => `/orders/${order.id}`;
const sent = (order, more = {}) => ({ ...order.form, to: order.to, method: order.to === "home" ? order.way : null, lines: basket.ordered.map(({ variant, quantity }) => ({ variant, quantity })), ...more });

// Before a card is asked for, so that an approved card has its goods. Throws Refusal, Unreachable.
export const holdOrder = (order) => ask("POST", `${path(order)}/hold`, { seen: order.seen, total: order.total });
export const letGo = (order) => ask("POST", `${path(order)}/ending`, { forget: false }).catch(() => {});

// Nobody comes back to it: what it holds can be sold, and the shop forgets who it was for.
export function dropOrder(order = basket.order) {
  if (order && app.online) ask("POST", `${path(order)}/ending`, { forget: true }).catch(() => {});
}

export function orderSheet(go, wrong = "") {
  const order = basket.order;
  let quote = null, turn = 0, busy = false;
  const fields = new Map();
  const problem = h("div", { class: "problems", role: "alert", hidden: true });
  const place = h("div", { class: "order-place" });
  const ways = h("fieldset", { class: "order-ways" });
  const sums = h("dl", { class: "sums", "aria-live": "polite" });
  const done = h("button", { type: "submit", class: "button primary block big" }, icon("arrow-right"), t("order.go_on"));
  const whither = h("fieldset", { class: "order-to" }, h("legend", { class: "sr" }, t("order.where")), [["home", "truck"], ["shop", "store"]].map(([to, picture]) => h("label", { class: "choice" }, h("input", { type: "radio", name: "order-to", value: to, checked: order.to === to, onchange: () => turnTo(to) }), icon(picture), h("span", {}, t(`order.goes_${to}`)))));
  const who = h("div", { class: "order-who" }, input("email", { type: "email", inputmode: "email", required: true }), input("name", { required: true }), input("phone", { type: "tel", inputmode: "tel" }));
  const form = h("form", { class: "stack order-form", novalidate: true, onsubmit: finish }, whither, who, place, ways, sums, done);
  const dialog = sheet(t("order.title"), problem, form);
  dialog.classList.add("order");
  if (wrong) refuse([wrong]);
  drawPlace();
  look();
  fields.get("email").input.focus();

  function input(name, attributes = {}) {
    const id = `order-${name}`;
    const element = h("input", { id, name, type: "text", autocomplete: "off", maxlength: 200, value: order.form[name] ?? "", "aria-describedby": `${id}-wrong`, oninput: () => keep(name, element.value), ...attributes });
    return boxed(name, id, element);
  }

  function boxed(name, id, element) {
    const note = h("p", { class: "wrong-note", id: `${id}-wrong` });
    fields.set(name, { input: element, note });
    return h("div", { class: `field of-${name}` }, h("label", { for: id }, t(`order.${name}`), OPTIONAL.has(name) ? h("span", { class: "muted" }, ` ${t("order.optional")}`) : null), element, note);
  }

  function keep(name, value) {
    order.form[name] = value;
    order.ready = null;
    mark(name, "");
    basket.keep();
  }

  function mark(name, words) {
    const found = fields.get(name);
    if (!found) return;
    found.note.textContent = words;
    if (words) found.input.setAttribute("aria-invalid", "true");
    else found.input.removeAttribute("aria-invalid");
  }

  function turnTo(to) {
    basket.setTo(to);
    drawPlace();
    look();
  }

  function drawPlace() {
    for (const name of [...ADDRESS, "country"]) fields.delete(name);
    if (order.to === "shop") {
      place.replaceChildren(h("p", { class: "muted" }, t("order.collected", { shop: app.state.location.name })));
      return;
    }
    const country = h("select", { id: "order-country", name: "country", "aria-describedby": "order-country-wrong", onchange: () => { keep("country", country.value); look(); } });
    place.replaceChildren(...ADDRESS.map((name) => input(name)), boxed("country", "order-country", country));
    fillCountries();
  }

  function fillCountries() {
    const select = fields.get("country")?.input;
    if (!select || !served) return;
    order.form.country ??= served.country ?? "";
    select.replaceChildren(h("option", { value: "" }, t("order.choose")), ...served.countries.map(({ code, name }) => h("option", { value: code, selected: code === order.form.country }, name)));
    select.value = order.form.country;
  }

  // What it would cost: asked again whenever that may change. The last question's answer counts.
  async function look() {
    const mine = (turn += 1);
    sums.setAttribute("aria-busy", "true");
    try {
      const told = await ask("POST", path(order), sent(order, { quote: true, countries: !served }));
      if (mine !== turn) return;
      if (told.countries) {
        const first = !order.form.country;
        served = { countries: told.countries, country: told.country, postcodes: told.postcodes };
        fillCountries();
        if (first && order.to === "home" && order.form.country) return look();
      }
      quote = told;
      order.way = told.way;
      if (!wrong) refuse([]);
      mark("country", order.to === "home" && !told.ways.length ? t("order.not_there") : "");
      drawWays();
      drawSums(told);
    } catch (error) {
      if (mine === turn) refuse([error.message || t("order.needs_network")], error instanceof Unreachable);
    }
    done.disabled = busy || !quote?.ways.length;
  }

  function drawWays() {
    ways.hidden = order.to === "shop" || quote.ways.length < 1;
    ways.replaceChildren(h("legend", {}, t("order.how")), ...quote.ways.map((way) => h("label", { class: "choice" }, h("input", { type: "radio", name: "order-way", value: String(way.id), checked: way.id === order.way, onchange: () => { order.way = way.id; order.ready = null; basket.keep(); look(); } }), h("span", {}, way.name, way.promise ? h("span", { class: "muted small" }, way.promise) : null), h("b", {}, way.price ? money(way.price) : t("order.free")))));
  }

  function drawSums(told) {
    sums.removeAttribute("aria-busy");
    const row = (words, minor, tone = "") => [h("dt", { class: tone }, words), h("dd", { class: tone }, money(minor))];
    sums.replaceChildren(...[row(t("order.goods"), told.goods), order.to === "home" ? row(t("order.delivery"), told.delivery) : [], told.tax ? row(t("basket.tax"), told.tax, "muted") : [], basket.lines.length ? [row(t("order.sum"), told.total), row(t("order.along"), basket.total)] : [], row(t("order.due"), told.total + basket.total, "total")].flat(2));
  }

  async function finish(event) {
    event.preventDefault();
    if (busy) return;
    busy = done.disabled = true;
    wrong = "";
    refuse([]);
    for (const name of fields.keys()) mark(name, "");
    try {
      const told = await ask("POST", path(order), sent(order));
      order.ready = { id: order.id, seen: told.seen, total: told.total, delivery: told.delivery, way_name: told.way_name, to: order.to };
      basket.changed();
      dialog.close();
      go(order.ready);
    } catch (error) {
      const errors = Object.entries(error.values?.errors ?? {});
      for (const [name, words] of errors) mark(name, words);
      const first = errors.find(([name]) => fields.has(name));
      const rest = errors.filter(([name]) => !fields.has(name)).map(([, words]) => words);
      if (errors.length) refuse([t("order.look_again", { count: errors.length }), ...rest]);
      else refuse([error.message || t("order.needs_network")]);
      if (first) fields.get(first[0]).input.focus();
    }
    busy = false;
    done.disabled = false;
  }

  function refuse(lines, again = false) {
    problem.hidden = !lines.length;
    problem.replaceChildren(icon("triangle-alert"), h("div", {}, lines.map((text) => h("p", {}, text)), again ? button(t("again"), look, { picture: "refresh-cw" }) : null));
    if (lines.length) problem.scrollIntoView({ block: "nearest" });
  }
}
