// Controls of two parts: a slider and its number, a swatch and its colour, a font and its sample.

const HEX = /^#[0-9a-f]{6}$/i;

const twin = (id) => document.querySelector(`[data-for="${window.CSS.escape(id)}"]`);

document.addEventListener("input", ({ target }) => {
  const id = target.dataset?.for;
  if (id) {
    const field = document.getElementById(id);
    field.value = target.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (target.id) follow(target);
});
document.addEventListener("vitrine:put", ({ target }) => follow(target));

const follow = (field) => {
  const other = twin(field.id);
  if (other?.type === "range") other.value = field.value;
  else if (other?.type === "color" && HEX.test(field.value)) other.value = field.value.toLowerCase();
  look(field);
  if (field.dataset.fontSample) sample(field);
};

/** A background that is a gradient is shown as the browser draws it; one that it does not know shows nothing. */
const look = (field) => {
  const place = document.querySelector(`[data-look="${window.CSS.escape(field.id)}"]`);
  if (place && !/url|image/i.test(field.value)) place.style.background = field.value;
};

const sample = (select) => {
  const { family, weight, style } = select.selectedOptions[0]?.dataset ?? {};
  const place = document.getElementById(select.dataset.fontSample);
  if (!family || !place) return;
  place.style.fontFamily = `"${family}", sans-serif`;
  place.style.fontWeight = weight;
  place.style.fontStyle = style;
};

const begin = (root) => {
  for (const select of root.querySelectorAll("[data-font-sample]")) sample(select);
  for (const place of root.querySelectorAll("[data-look]")) look(document.getElementById(place.dataset.look));
};
document.addEventListener("htmx:afterSettle", ({ detail }) => detail.target?.id === "panel-form" && begin(detail.target));
document.addEventListener("vitrine:form", ({ target }) => begin(target));
begin(document);
