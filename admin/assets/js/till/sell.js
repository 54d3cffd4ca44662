// Selling: what there is on the left, the basket on the right; on a phone the basket waits below.
import { app } from "./app.js";
import { basket } from "./basket.js";
import { basketPanel } from "./panel.js";
import { camera, canScan } from "./camera.js";
import { h, icon, button, say, sheet } from "./dom.js";
import { itemSheet } from "./item.js";
import * as list from "./list.js";
import { t, money } from "./words.js";

const MOST = 90;

export function sell(main, show) {
  const input = h("input", { type: "search", id: "find", "data-first": matchMedia("(pointer: fine)").matches, placeholder: t("sell.search"), "aria-label": t("sell.search_label"), autocomplete: "off", spellcheck: "false", oninput: draw, onkeydown: enter });
  const grid = h("ul", { class: "goods", "aria-label": t("sell.goods") });
  const note = h("p", { class: "goods-note muted", role: "status" });
  const heading = h("h1", { class: "sr" }, t("place.sell"));
  const search = h("div", { class: "search" }, icon("search"), input, canScan() ? button("", () => camera(scan), { picture: "scan-barcode", tone: "quiet only", "aria-label": t("sell.camera") }) : null);
  const panel = basketPanel(show);
  main.append(h("div", { class: "selling" }, h("section", { class: "shelf" }, heading, search, note, grid), panel.element));
  draw();

  function draw() {
    const { found, total } = list.search(input.value, MOST);
    grid.replaceChildren(...found.map(tile));
    const more = total > found.length ? t("sell.more", { shown: found.length, total }) : "";
    note.textContent = total ? more : input.value ? t("sell.nothing_found") : app.listed ? t("sell.empty") : t("sell.loading");
    note.hidden = !note.textContent;
  }

  function enter(event) {
    if (event.key === "Escape") input.value = "";
    if (event.key !== "Enter") return;
    event.preventDefault();
    const { found, total } = list.search(input.value, 2);
    if (list.scanned(input.value).length) scan(input.value);
    else if (total === 1) choose(found[0]);
    else if (!total) say(t("sell.unknown_code", { code: input.value }), "warning");
    else return;
    input.value = "";
    draw();
  }

  function scan(code) {
    const found = list.scanned(code);
    if (!found.length) say(t("sell.unknown_code", { code }), "warning");
    else if (found.length === 1) choose(found[0]);
    else {
      const dialog = sheet(t("sell.known_twice"), h("p", { class: "muted" }, t("sell.known_twice_text", { code })), h("div", { class: "stack tight" }, found.map((one) => button(`${list.nameOf(one.variant)} · ${money(one.variant.price.minor)}`, () => { dialog.close(); choose(one); }, { tone: "block" }))));
    }
  }

  function choose(one) {
    if (!one.entry.for_sale) return itemSheet(one, show);
    if (basket.kind === "sale" && runsOut(one)) say(t("sell.last", { title: list.nameOf(one.variant) }), "warning");
    basket.add(one);
  }

  function runsOut({ entry }) {
    const inBasket = basket.lines.filter((line) => line.item === entry.item_id).reduce((sum, line) => sum + line.quantity, 0);
    return entry.available !== null && !entry.back_order && inBasket >= entry.available;
  }

  function tile(one) {
    const { entry, variant } = one, title = list.nameOf(variant), price = money(variant.price.minor);
    const left = entry.available === null ? "" : entry.available > 0 ? t("sell.left", { count: entry.available }) : t("sell.none_left");
    const state = entry.for_sale ? left : t("sell.not_here");
    const picture = variant.product.picture ? h("img", { src: variant.product.picture, alt: "", width: 160, height: 160, loading: "lazy", decoding: "async" }) : icon("image");
    return h(
      "li",
      { class: `good${entry.for_sale ? "" : " elsewhere"}${entry.available === 0 ? " out" : ""}` },
      h("button", { type: "button", class: "good-main", onclick: () => choose(one) }, h("span", { class: "good-picture" }, picture), h("span", { class: "good-title" }, title), h("span", { class: "good-row" }, h("b", {}, price), h("span", { class: "good-state" }, state))),
      h("button", { type: "button", class: "good-more", onclick: () => itemSheet(one, show), "aria-label": t("sell.about", { title }) }, icon("info")),
    );
  }

  // A scanner types: wherever the focus is, but in a field, what comes goes into the search.
  function type(event) {
    const inField = event.target.closest?.("input, textarea, select, dialog");
    if (inField || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === " ") return;
    input.focus();
  }

  const onList = ({ detail }) => detail === "list" && draw();
  app.addEventListener("change", onList);
  document.addEventListener("keydown", type);
  return () => {
    app.removeEventListener("change", onList);
    document.removeEventListener("keydown", type);
    panel.leave();
  };
}
