// Where sections and blocks are in the page, by the ids that the editor has for them.

export const SECTION = "[data-shopify-editor-section]";
export const BLOCK = "[data-shopify-editor-block]";

export function idOf(element) {
  const said = element.dataset.shopifyEditorBlock ?? element.dataset.shopifyEditorSection;
  try {
    return String(JSON.parse(said).id);
  } catch {
    return null;
  }
}

export function elementOf(id) {
  return id === null || id === undefined ? null : document.getElementById(`shopify-section-${id}`);
}

export function blockOf(section, id) {
  return [...section.querySelectorAll(BLOCK)].find((block) => idOf(block) === id) ?? null;
}

// The group that a section stands in: "" for the page's own.
export function groupOf(element) {
  const name = [...element.classList].find((one) => one.startsWith("shopify-section-group-"));
  return name ? name.slice("shopify-section-group-".length) : "";
}
