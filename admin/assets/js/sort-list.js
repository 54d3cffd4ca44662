// A list that is put in order by dragging its grips or with Alt and the arrow keys. The order is that of the hidden
// fields in the form, so nothing but the form's own button is needed to keep it.

class SortList extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    this.list = this.querySelector("ul, ol, tbody");
    if (!this.list) return;
    this.voice = document.createElement("span");
    this.voice.className = "sr";
    this.voice.setAttribute("aria-live", "assertive");
    this.append(this.voice);
    for (const grip of this.querySelectorAll(".grip")) grip.hidden = false;
    for (const only of this.querySelectorAll("[data-without-script]")) only.hidden = true;
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("pointerdown", (event) => this.grab(event));
  }

  key(event) {
    const item = event.target.closest(".grip")?.closest("li, tr");
    const arrow = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
    if (!item || !arrow) return;
    event.preventDefault();
    const other = arrow < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    arrow < 0 ? other.before(item) : other.after(item);
    event.target.closest(".grip").focus();
    this.moved(item);
  }

  grab(event) {
    const grip = event.target.closest(".grip");
    const item = grip?.closest("li, tr");
    if (!item || event.button > 0) return;
    event.preventDefault();
    item.classList.add("is-moving");
    const move = (at) => {
      const over = document.elementFromPoint(at.clientX, at.clientY)?.closest("li, tr");
      if (!over || over === item || over.parentElement !== this.list) return;
      const box = over.getBoundingClientRect();
      const flat = getComputedStyle(this.list).display === "grid";
      const after = flat ? at.clientX > box.left + box.width / 2 : at.clientY > box.top + box.height / 2;
      after ? over.after(item) : over.before(item);
    };
    const drop = () => {
      item.classList.remove("is-moving");
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", drop);
      document.removeEventListener("pointercancel", drop);
      this.moved(item);
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", drop);
    document.addEventListener("pointercancel", drop);
  }

  moved(item) {
    const place = [...this.list.children].indexOf(item) + 1;
    this.voice.textContent = (this.dataset.moved || "").replace("{place}", place).replace("{all}", this.list.children.length);
    item.querySelector("input")?.dispatchEvent(new Event("input", { bubbles: true }));
    if (this.dataset.save) document.getElementById(this.dataset.save)?.requestSubmit();
  }
}
customElements.define("sort-list", SortList);
