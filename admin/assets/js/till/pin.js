// Who sells: a name, and the PIN.
import { app } from "./app.js";
import { ask } from "./ask.js";
import { h, icon, button } from "./dom.js";
import { t } from "./words.js";

export function pin(main) {
  const { people } = app.state;
  let chosen = people.length === 1 ? people[0] : null, typed = "", busy = false;
  const card = h("section", { class: "door-card pin-card" });
  main.append(card);
  draw();

  function draw() {
    card.replaceChildren(h("p", { class: "door-store" }, app.state.location.name));
    if (!people.length) {
      card.append(h("h1", {}, t("pin.nobody")), h("p", { class: "muted" }, t("pin.nobody_text")), button(t("pin.look_again"), () => ask("POST", "/greeting", {}).then((state) => app.setState(state)).then(() => app.changed("door")), { picture: "refresh-cw" }));
      return;
    }
    if (!chosen) {
      card.append(h("h1", {}, t("pin.who")), h("div", { class: "people" }, people.map((one, i) => h("button", { type: "button", class: "person", onclick: () => { chosen = one; draw(); }, "data-first": i === 0 }, h("span", { class: "avatar", "aria-hidden": "true" }, one.name.slice(0, 1)), one.name))));
      card.querySelector("[data-first]")?.focus();
      return;
    }
    const input = h("input", { type: "password", inputmode: "numeric", autocomplete: "off", maxlength: 8, class: "pin-input", "aria-label": t("pin.label", { name: chosen.name }), "aria-describedby": "pin-problem", oninput: () => { typed = input.value; } });
    const problem = h("p", { class: "pin-problem", id: "pin-problem", role: "alert" });
    const press = (digit) => { if (input.value.length < 8) input.value = typed = input.value + digit; };
    const keys = h("div", { class: "pad" }, [..."123456789"].map((digit) => h("button", { type: "button", class: "key", onclick: () => press(digit) }, digit)), h("button", { type: "button", class: "key", "aria-label": t("pin.delete"), onclick: () => { input.value = typed = input.value.slice(0, -1); } }, icon("delete")), h("button", { type: "button", class: "key", onclick: () => press("0") }, "0"), h("button", { type: "submit", class: "key primary", "aria-label": t("pin.enter") }, icon("arrow-right")));
    card.append(
      h("h1", {}, t("pin.hello", { name: chosen.name.split(" ")[0] })),
      h("form", { class: "door-form", onsubmit: enter }, input, problem, keys),
      ...(people.length > 1 ? [button(t("pin.someone"), () => { chosen = null; typed = ""; draw(); }, { tone: "quiet" })] : []),
    );
    input.focus();

    async function enter(event) {
      event.preventDefault();
      if (busy || !typed) return;
      busy = true;
      try {
        await app.setState(await ask("POST", "/shift", { staff: chosen.id, pin: typed }));
      } catch (error) {
        problem.textContent = error.message || t("needs_network");
        input.value = typed = "";
        input.focus();
      }
      busy = false;
    }
  }
}
