// A page to write on, over a textarea that holds the markup. Without this script the textarea alone does it. With
// data-inline it takes one line of words: no headings, lists or paragraphs.

const TOOLS = [
  ["bold", "bold", "B"],
  ["italic", "italic", "I"],
  ["heading", "formatBlock", "H", "h2"],
  ["list", "insertUnorderedList", "•"],
  ["numbers", "insertOrderedList", "1."],
  ["quote", "formatBlock", "“", "blockquote"],
  ["link", "createLink", "↗"],
  ["plain", "removeFormat", "×"],
];

const INLINE = new Set(["bold", "italic", "link", "plain"]);

class RichText extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    this.inline = "inline" in this.dataset;
    this.area = this.querySelector("textarea");
    this.page = document.createElement("div");
    this.page.className = "page";
    this.page.contentEditable = "true";
    this.page.setAttribute("role", "textbox");
    this.page.setAttribute("aria-multiline", "true");
    this.page.setAttribute("aria-label", this.dataset.name);
    const describedBy = this.area.getAttribute("aria-describedby");
    if (describedBy) this.page.setAttribute("aria-describedby", describedBy);
    this.page.append(this.parse(this.area.value));
    this.page.addEventListener("input", () => this.keep());
    this.page.addEventListener("paste", (event) => this.paste(event));
    this.page.addEventListener("keydown", (event) => this.key(event));
    this.area.addEventListener("vitrine:put", () => this.page.replaceChildren(this.parse(this.area.value)));
    this.append(this.toolbar(), this.page);
    this.insertBefore(this.querySelector(".toolbar"), this.area);
    this.area.hidden = true;
    this.classList.add("is-on");
    document.execCommand("defaultParagraphSeparator", false, "p");
  }

  // parsed apart from the page: nothing in it runs or loads, and only harmless parts are taken over
  parse(markup) {
    const parsed = new DOMParser().parseFromString(markup, "text/html");
    for (const element of parsed.querySelectorAll("script, style, iframe, object, embed, form, link, meta")) element.remove();
    for (const element of parsed.querySelectorAll("*")) {
      for (const { name, value } of [...element.attributes]) {
        if (name.startsWith("on") || name === "style" || /^\s*javascript:/i.test(value)) element.removeAttribute(name);
      }
    }
    const part = document.createDocumentFragment();
    part.append(...parsed.body.childNodes);
    return part;
  }

  toolbar() {
    const bar = document.createElement("div");
    bar.className = "toolbar";
    bar.setAttribute("role", "group");
    const tools = this.inline ? TOOLS.filter(([key]) => INLINE.has(key)) : TOOLS;
    for (const [key, command, sign, value] of tools) {
      bar.append(this.button(sign, this.dataset[key], () => this.run(command, value)));
    }
    const gap = document.createElement("span");
    gap.className = "gap";
    bar.append(gap, this.button("</>", this.dataset.source, (button) => this.source(button)));
    return bar;
  }

  button(sign, words, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.sign = sign;
    button.title = words;
    button.setAttribute("aria-label", words);
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => action(button));
    return button;
  }

  run(command, value) {
    this.page.focus();
    if (command === "createLink") {
      value = window.prompt(this.dataset.ask, "https://");
      if (!value || !/^(https?:|mailto:|tel:|\/)/i.test(value)) return;
    }
    if (command === "formatBlock" && document.queryCommandValue("formatBlock").toLowerCase() === value) value = "p";
    document.execCommand(command, false, value);
    this.keep();
  }

  key(event) {
    const command = { b: "bold", i: "italic", k: "createLink" }[event.key.toLowerCase()];
    if ((event.ctrlKey || event.metaKey) && !event.altKey && command) {
      event.preventDefault();
      event.stopPropagation();
      this.run(command);
    } else if (this.inline && event.key === "Enter") {
      event.preventDefault();
      document.execCommand("insertLineBreak");
    }
  }

  paste(event) {
    const text = event.clipboardData?.getData("text/plain");
    if (text === undefined) return;
    event.preventDefault();
    document.execCommand("insertText", false, text);
  }

  source(button) {
    const shown = this.area.hidden;
    this.area.hidden = !shown;
    this.page.hidden = shown;
    button.setAttribute("aria-pressed", String(shown));
    if (!shown) this.page.replaceChildren(this.parse(this.area.value));
    (shown ? this.area : this.page).focus();
  }

  keep() {
    const markup = this.page.textContent.trim() || this.page.querySelector("img") ? this.page.innerHTML : "";
    this.area.value = markup;
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
customElements.define("rich-text", RichText);
