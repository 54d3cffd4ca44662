// Beside a form's button: whether something is unsaved, and that saving has begun.

class SaveBar extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.said = this.querySelector(".save-state");
    if (!this.form) return;
    this.changed = () => this.tell(this.dataset.dirty, true);
    this.sending = () => this.tell(this.dataset.busy, false);
    this.form.addEventListener("input", this.changed);
    this.form.addEventListener("change", this.changed);
    this.form.addEventListener("submit", this.sending);
  }

  tell(words, dirty) {
    this.dirty = dirty;
    this.said.textContent = words;
  }
}
customElements.define("save-bar", SaveBar);

window.addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("save-bar")].some((bar) => bar.dirty)) event.preventDefault();
});
