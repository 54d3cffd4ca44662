// The first screen of a device: the code that the admin shows.
import { app } from "./app.js";
import { ask } from "./ask.js";
import { h, icon, button, field } from "./dom.js";
import * as list from "./list.js";
import * as queue from "./queue.js";
import { t, boot } from "./words.js";
import { saveFile } from "./waiting.js";

export function pair(main) {
  const { box, input } = field(t("pair.code"), { maxlength: 12, class: "code-input", autocapitalize: "characters", spellcheck: "false", "data-first": true, placeholder: "ABCD-2345" }, t("pair.hint"));
  const problem = h("p", { class: "problems", role: "alert", hidden: true });
  const go = h("button", { type: "submit", class: "button primary block" }, t("pair.button"));
  const form = h("form", { class: "door-form", onsubmit: submit }, box, problem, go);
  const kept = app.waiting ? h("div", { class: "kept" }, icon("archive"), h("p", {}, t("pair.kept", { count: app.waiting })), button(t("queue.export"), saveFile, { picture: "download" })) : null;
  main.append(
    h("section", { class: "door-card" }, h("p", { class: "door-store" }, h("span", { class: "top-mark", "aria-hidden": "true" }, boot.store.slice(0, 1)), boot.store), h("h1", {}, app.revoked ? t("pair.revoked") : t("pair.title")), h("p", { class: "muted" }, app.revoked ? t("pair.revoked_text") : t("pair.text")), form, kept),
  );

  async function submit(event) {
    event.preventDefault();
    go.disabled = true;
    try {
      await app.setState(await ask("POST", "/pairing", { code: input.value }));
      app.changed("door");
      list.bring().catch(() => {});
      queue.hurry().catch(() => {});
    } catch (error) {
      problem.textContent = error.message || t("needs_network");
      problem.hidden = false;
      input.setAttribute("aria-invalid", "true");
      input.select();
      go.disabled = false;
    }
  }
}
