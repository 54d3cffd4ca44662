/* Folio's behaviour. Every page works without it; it opens drawers in place, keeps counts true and guides the keyboard. */

const say = (text) => {
  const announcer = document.getElementById('Announcer');
  if (announcer) announcer.textContent = text ?? '';
};

/* ---------- dialogs ---------- */
function openDialog(dialog, opener = document.activeElement) {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.addEventListener('close', () => opener?.isConnected && opener.focus(), { once: true });
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-open]');
  const dialog = opener && document.getElementById(opener.dataset.open);
  if (dialog && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    openDialog(dialog);
    return;
  }
  if (event.target.closest('[data-close]')) event.target.closest('dialog')?.close();
  if (event.target.matches?.('dialog[data-dialog]')) closeIfOutside(event.target, event);
});

function closeIfOutside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside) dialog.close();
}

/* ---------- cart ---------- */
class CartDrawer extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector('dialog');
    document.addEventListener('click', this.onClick);
  }

  disconnectedCallback() {
    document.removeEventListener('click', this.onClick);
  }

  onClick = (event) => {
    const link = event.target.closest('[data-cart-link]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || !window.htmx) return;
    event.preventDefault();
    openDialog(this.dialog);
    this.refresh();
  };

  refresh() {
    window.htmx.ajax('GET', this.dataset.url, { target: '#CartDrawerContent', select: '#CartDrawerContent', swap: 'outerHTML' });
  }
}

function showCount(count) {
  for (const badge of document.querySelectorAll('[data-cart-count]')) {
    badge.hidden = count === 0;
    const number = [...badge.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (number) number.textContent = count;
  }
}

document.addEventListener('cart:changed', (event) => {
  const count = Number(event.detail?.count ?? event.detail?.value);
  if (!Number.isNaN(count)) showCount(count);
});

/* A refused change (422) carries the drawer with its reason: it is shown like any other answer. */
document.addEventListener('htmx:beforeSwap', (event) => {
  const { detail } = event;
  if (detail.xhr.status === 422) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

document.addEventListener('htmx:afterSettle', (event) => {
  const { target, requestConfig, xhr } = event.detail;
  const source = requestConfig?.elt;
  const form = source?.closest('[data-cart-form]');
  if (form) afterCartChange(form, xhr);
  else if (target?.id === 'QuickAddContent') openDialog(document.getElementById('QuickAdd'), source);
  else if (target?.id === 'Results') say(document.querySelector('.facets__count')?.textContent);
  else if (source?.matches('.chip')) say(document.querySelector('.product__price')?.innerText);
});

function afterCartChange(form, xhr) {
  const content = document.getElementById('CartDrawerContent');
  const refusal = content?.querySelector('[data-cart-error]');
  const alert = document.querySelector('[data-cart-alert]');
  const adding = !form.closest('.lines');
  if (alert) alert.replaceChildren(...(refusal ? [refusal.cloneNode(true)] : []));
  if (refusal && form.isConnected) form.reset();
  if (alert && !adding) return;
  document.getElementById('QuickAdd')?.close();
  openDialog(document.getElementById('CartDrawer'), form.querySelector('button'));
  if (xhr.status < 300 && adding) say(document.getElementById('Announcer').dataset.added);
}

/* What a script could not fetch, the browser asks for itself, and shows what is wrong if it fails too. */
function askPlainly(event) {
  const source = event.detail.requestConfig?.elt;
  if (source?.matches('a[href]')) window.location.assign(source.href);
  else if (source?.matches('form, button')) source.closest('form').submit();
}
document.addEventListener('htmx:responseError', askPlainly);
document.addEventListener('htmx:sendError', askPlainly);

/* ---------- number fields ---------- */
class QuantityField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('input');
    this.addEventListener('click', (event) => {
      const step = event.target.closest('[data-step]');
      if (!step) return;
      const before = this.input.value;
      Number(step.dataset.step) > 0 ? this.input.stepUp() : this.input.stepDown();
      if (this.input.value !== before) this.input.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }
}

/* ---------- navigation ---------- */
class SiteHeader extends HTMLElement {
  connectedCallback() {
    this.groups = [...this.querySelectorAll('.nav__group')];
    this.addEventListener('keydown', (event) => {
      const open = this.groups.find((group) => group.open);
      if (event.key !== 'Escape' || !open) return;
      open.open = false;
      open.querySelector('summary').focus();
    });
    this.addEventListener('focusout', (event) => {
      for (const group of this.groups) if (event.relatedTarget && !group.contains(event.relatedTarget)) group.open = false;
    });
    document.addEventListener('click', (event) => {
      for (const group of this.groups) if (!group.contains(event.target)) group.open = false;
    });
  }
}

/* ---------- slides and galleries ---------- */
class Track extends HTMLElement {
  connectedCallback() {
    this.track = this.querySelector('[data-track]');
    this.counter = this.querySelector('[data-current]');
    if (!this.track) return;
    const controls = this.querySelector('[data-controls]');
    if (controls) controls.hidden = false;
    this.querySelector('[data-previous]')?.addEventListener('click', () => this.go(this.index - 1));
    this.querySelector('[data-next]')?.addEventListener('click', () => this.go(this.index + 1));
    this.track.addEventListener('scroll', () => this.mark(), { passive: true });
    this.mark();
  }

  get index() {
    const items = [...this.track.children];
    const distances = items.map((item) => Math.abs(item.offsetLeft - this.track.offsetLeft - this.track.scrollLeft));
    return distances.indexOf(Math.min(...distances));
  }

  go(index) {
    const item = this.track.children[index];
    if (item) this.track.scrollTo({ left: item.offsetLeft - this.track.offsetLeft });
  }

  mark() {
    const { index } = this;
    if (this.counter) this.counter.textContent = index + 1;
    this.querySelector('[data-previous]')?.toggleAttribute('disabled', index === 0);
    this.querySelector('[data-next]')?.toggleAttribute('disabled', index === this.track.children.length - 1);
  }
}

class FolioSlides extends Track {}

class ProductGallery extends Track {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener('click', (event) => {
      const link = event.target.closest('[data-zoom]');
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.enlarge(link);
    });
  }

  enlarge(link) {
    const dialog = document.createElement('dialog');
    dialog.className = `zoom ${document.body.className.match(/color-\S+/)?.[0] ?? ''}`;
    const picture = document.createElement('img');
    picture.src = link.href;
    picture.alt = link.querySelector('img').alt;
    dialog.setAttribute('aria-label', picture.alt);
    const close = document.querySelector('dialog [data-close]').cloneNode(true);
    dialog.append(picture, close);
    dialog.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }
}

/* ---------- search suggestions: a combobox ---------- */
class PredictiveSearch extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('[role="combobox"]');
    if (!this.input) return;
    this.results = this.querySelector('#PredictiveResults');
    this.input.addEventListener('keydown', (event) => this.onKey(event));
    this.input.addEventListener('input', () => { if (!this.input.value.trim()) this.clear(); });
    this.addEventListener('htmx:afterSwap', () => this.onResults());
    this.closest('dialog')?.addEventListener('close', () => this.clear());
  }

  get options() {
    return [...this.results.querySelectorAll('[role="option"]')];
  }

  onResults() {
    if (!this.input.value.trim()) this.clear();
    this.input.setAttribute('aria-expanded', String(this.options.length > 0));
    this.input.removeAttribute('aria-activedescendant');
  }

  onKey(event) {
    const { options } = this;
    const at = options.findIndex((option) => option.getAttribute('aria-selected') === 'true');
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!options.length) return;
      event.preventDefault();
      const next = event.key === 'ArrowDown' ? at + 1 : at < 0 ? options.length - 1 : at - 1;
      this.choose(options, next >= options.length ? -1 : next);
    } else if (event.key === 'Enter' && at >= 0) {
      event.preventDefault();
      options[at].click();
    } else if (event.key === 'Escape' && options.length) {
      event.preventDefault();
      this.input.value = '';
      this.clear();
    }
  }

  choose(options, index) {
    options.forEach((option, number) => option.setAttribute('aria-selected', String(number === index)));
    if (index < 0) { this.input.removeAttribute('aria-activedescendant'); return; }
    this.input.setAttribute('aria-activedescendant', options[index].id);
    options[index].scrollIntoView({ block: 'nearest' });
  }

  clear() {
    this.results.replaceChildren();
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }
}

/* ---------- filters ---------- */
class FacetForm extends HTMLElement {
  connectedCallback() {
    const panel = this.querySelector('details');
    this.addEventListener('htmx:configRequest', (event) => this.tidy(event.detail.parameters));
    if (!panel) return;
    this.querySelector('[data-show-results]')?.addEventListener('click', () => {
      panel.open = false;
      document.getElementById('Results').scrollIntoView();
      panel.querySelector('summary').focus({ preventScroll: true });
    });
    panel.open = FacetForm.open || Boolean(history.state?.panelOpen);
    /* Kept with the entry in the history, so that Back finds the page as tall as it was left. */
    panel.addEventListener('toggle', () => {
      FacetForm.open = panel.open;
      history.replaceState({ ...history.state, panelOpen: panel.open }, '');
    });
  }

  /* Empty fields and the usual order say nothing: they stay out of the address. */
  tidy(parameters) {
    const usual = this.querySelector('[data-default]')?.dataset.default;
    for (const [name, value] of [...new FormData(this.querySelector('form'))]) {
      if (value === '' || (name === 'sort_by' && value === usual)) delete parameters[name];
    }
  }
}

/* The fragment is asked for by its section; the address that is kept is that of the whole page. */
document.addEventListener('htmx:beforeHistoryUpdate', (event) => {
  const { history } = event.detail;
  if (!history?.path) return;
  const address = new URL(history.path, window.location.href);
  address.searchParams.delete('section_id');
  history.path = address.pathname + address.search;
});

document.addEventListener('change', (event) => {
  if (event.target.matches('[data-submit-on-change]')) event.target.form.requestSubmit();
});

/* ---------- a picture that travels from the list to its page ---------- */
const travellers = () => document.querySelectorAll('.card__picture, .gallery__picture');
document.addEventListener('click', (event) => {
  const picture = event.target.closest('.card a')?.closest('.card').querySelector('.card__picture');
  if (!picture || event.defaultPrevented) return;
  for (const other of travellers()) other.style.viewTransitionName = 'none';
  picture.style.viewTransitionName = 'product-picture';
});
window.addEventListener('pageshow', () => {
  for (const picture of travellers()) picture.style.viewTransitionName = '';
});

customElements.define('cart-drawer', CartDrawer);
customElements.define('quantity-field', QuantityField);
customElements.define('site-header', SiteHeader);
customElements.define('folio-slides', FolioSlides);
customElements.define('product-gallery', ProductGallery);
customElements.define('predictive-search', PredictiveSearch);
customElements.define('facet-form', FacetForm);
