// Files dropped or chosen go up at once, with their progress; the page then shows what the server made of them.

class FileDrop extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    this.input = this.querySelector("input[type=file]");
    this.form = this.input?.form;
    this.zone = this.querySelector(".drop");
    if (!this.form || !this.input || !this.zone) return;
    this.bar = document.createElement("progress");
    this.bar.max = 100;
    this.bar.hidden = true;
    this.bar.setAttribute("aria-label", this.dataset.progress);
    this.zone.append(this.bar);
    for (const only of this.querySelectorAll("[data-without-script]")) only.hidden = true;
    this.input.addEventListener("change", () => this.input.files.length && this.form.requestSubmit());
    for (const name of ["dragenter", "dragover"]) this.zone.addEventListener(name, (event) => this.over(event, true));
    for (const name of ["dragleave", "drop"]) this.zone.addEventListener(name, (event) => this.over(event, false));
    this.zone.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      this.input.files = event.dataTransfer.files;
      this.form.requestSubmit();
    });
    this.form.addEventListener("htmx:xhr:progress", (event) => {
      const { loaded, total } = event.detail;
      this.bar.hidden = false;
      if (total) this.bar.value = (100 * loaded) / total;
    });
  }

  over(event, is) {
    event.preventDefault();
    this.zone.classList.toggle("is-over", is);
  }
}
customElements.define("file-drop", FileDrop);
