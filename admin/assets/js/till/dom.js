// Elements from plain calls: text is always text, so nothing that was typed becomes markup.
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name) {
  const found = document.getElementById(`icon-${name}`);
  return found ? found.content.firstElementChild.cloneNode(true) : "";
}

export function button(label, act, { picture, tone = "", ...more } = {}) {
  return h("button", { type: "button", class: `button ${tone}`, onclick: act, ...more }, picture ? icon(picture) : null, label);
}

let fields = 0;
export function field(label, attributes = {}, hint = "") {
  const id = `till-${(fields += 1)}`;
  const input = h("input", { id, type: "text", autocomplete: "off", ...attributes, "aria-describedby": hint ? `${id}-hint` : null });
  const box = h("div", { class: "field" }, h("label", { for: id }, label), input, hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null);
  return { box, input };
}

// A dialog that is gone when it is closed; focus goes back to where it was.
export function sheet(title, ...content) {
  const before = document.activeElement;
  const close = button("", () => dialog.close(), { picture: "x", tone: "quiet only", "aria-label": document.body.dataset.close });
  const heading = h("h2", { id: "sheet-title" }, title);
  const dialog = h("dialog", { class: "sheet", "aria-labelledby": "sheet-title" }, h("header", { class: "sheet-head" }, heading, close), h("div", { class: "sheet-body" }, ...content));
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before && before.isConnected) before.focus();
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function say(text, tone = "") {
  const note = h("div", { class: `notice ${tone}` }, text);
  // over a sheet it has to lie in the sheet: everything else is behind it
  const [dialog] = [...document.querySelectorAll("dialog[open]")].slice(-1);
  let place = document.getElementById("notices");
  if (dialog) {
    place = dialog.querySelector(".till-notices");
    if (!place) dialog.append((place = h("div", { class: "till-notices", role: "status" })));
  }
  place.append(note);
  setTimeout(() => note.remove(), tone === "warning" ? 12_000 : 5_000);
}
