// About this device.
import { app } from "./app.js";
import { ask } from "./ask.js";
import { h, button, say, sheet } from "./dom.js";
import * as list from "./list.js";
import * as store from "./store.js";
import { t } from "./words.js";

export function settings(main) {
  const { device, location } = app.state;
  const facts = [
    [t("settings.device"), device.name],
    [t("settings.number"), String(device.number)],
    [t("settings.location"), location.name],
    [t("settings.items"), String(app.entries.size)],
    [t("settings.card"), t(app.state.card ? "settings.card_yes" : "settings.card_no")],
    [t("settings.kept"), t(document.body.dataset.kept ? "settings.kept_yes" : "settings.kept_no")],
  ];
  main.append(
    h("div", { class: "page" }, h("h1", { tabindex: "-1" }, t("place.settings")), app.state.oversold ? h("p", { class: "problems" }, t("settings.oversold", { count: app.state.oversold })) : null, h("section", { class: "card stack" }, h("dl", { class: "item-facts" }, facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))), h("div", { class: "row" }, button(t("settings.read"), again, { picture: "refresh-cw" }))), h("section", { class: "card stack" }, h("h2", {}, t("settings.end")), h("p", { class: "muted" }, t("settings.end_text")), h("div", {}, button(t("settings.end"), sure, { picture: "unplug", tone: "danger" })))),
  );

  async function again() {
    await store.drop("kv", "cursor");
    try {
      await list.bring();
      say(t("settings.read_done", { count: app.entries.size }));
    } catch (error) {
      say(error.message || t("needs_network"), "warning");
    }
  }

  function sure() {
    if (app.waiting) {
      say(t("settings.end_waiting", { count: app.waiting }), "warning");
      return;
    }
    const dialog = sheet(t("settings.end_sure"), h("p", {}, t("settings.end_text")), h("div", { class: "row" }, button(t("settings.end_no"), () => dialog.close()), button(t("settings.end"), end, { tone: "danger primary" })));

    async function end() {
      try {
        await ask("POST", "/pairing/ending", {});
        dialog.close();
        await store.drop("kv", "state");
        await store.drop("kv", "cursor");
        app.state = null;
        app.changed("door");
      } catch (error) {
        say(error.message || t("needs_network"), "warning");
      }
    }
  }
}
