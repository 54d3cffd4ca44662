/* Everything works without this file; it keeps counts true, remembers how one looked, and tidies addresses. */

const herald = (text) => {
  const place = document.getElementById('Herald');
  if (place) place.textContent = text ?? '';
};

/* ---------- the basket's count ---------- */
document.addEventListener('cart:changed', (event) => {
  const count = Number(event.detail?.count ?? event.detail?.value);
  if (Number.isNaN(count)) return;
  for (const place of document.querySelectorAll('[data-pieces]')) {
    place.hidden = count === 0;
    place.querySelector('b').textContent = count;
  }
});

/* A refused change (422) brings the basket with its reason: shown like any other answer. */
document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  if (detail.xhr.status === 422) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

document.addEventListener('htmx:afterSettle', ({ detail }) => {
  const asked = detail.requestConfig?.elt;
  if (asked?.closest('#Basket') || detail.target?.id === 'Basket') herald(document.querySelector('.sum--all')?.innerText);
  else if (detail.target?.id === 'Found') herald(document.querySelector('[data-summary]')?.textContent);
  else if (asked?.matches('.choice')) herald(document.querySelector('[data-cost]')?.innerText);
});

/* What could not be fetched in place, the browser asks for itself. */
const plainly = ({ detail }) => {
  const asked = detail.requestConfig?.elt;
  if (asked?.matches('a[href]')) window.location.assign(asked.href);
  else if (asked?.matches('form')) asked.submit();
};
document.addEventListener('htmx:responseError', plainly);
document.addEventListener('htmx:sendError', plainly);

/* ---------- narrowing: empty fields and the usual order stay out of the address ---------- */
document.addEventListener('htmx:configRequest', ({ detail }) => {
  const form = detail.elt.closest?.('[data-tidy]');
  if (!form) return;
  const usual = form.querySelector('[data-usual]')?.dataset.usual;
  for (const [name, value] of new FormData(form)) {
    if (value === '' || (name === 'sort_by' && value === usual)) delete detail.parameters[name];
  }
});

document.addEventListener('htmx:beforeHistoryUpdate', ({ detail: { history } }) => {
  if (!history?.path) return;
  const address = new URL(history.path, window.location.href);
  address.searchParams.delete('section_id');
  history.path = address.pathname + address.search;
});

let open = false;
document.addEventListener('toggle', (event) => {
  if (event.target.matches?.('[data-keep-open]')) open = event.target.open;
}, true);
document.addEventListener('htmx:afterSwap', () => {
  const details = document.querySelector('[data-keep-open]');
  if (details && open) details.open = true;
});

/* ---------- how one looks at a collection ---------- */
const KEY = 'stille:view';
const recall = () => {
  try { return localStorage.getItem(KEY); } catch { return null; }
};
const wanted = document.querySelector(`[data-view][value="${recall() === 'sheet' ? 'sheet' : recall() === 'column' ? 'column' : ''}"]`);
if (wanted) wanted.checked = true;
document.addEventListener('change', ({ target }) => {
  if (!target.matches?.('[data-view]')) return;
  try { localStorage.setItem(KEY, target.value); } catch { /* a visitor may forbid it; then it is not remembered */ }
});

/* ---------- the menu ---------- */
document.getElementById('Menu')?.addEventListener('toggle', (event) => {
  document.documentElement.classList.toggle('is-still', event.newState === 'open');
});
