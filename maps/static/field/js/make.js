// Elements of a page, written as they nest.

/**
 * @param {string} tag
 * @param {Record<string, any>} [properties] `on…` are listeners, `class` and what has a dash are attributes
 * @param {...(Node | string | null | undefined | false)} children what is empty is left out
 * @returns {any}
 */
export function make(tag, properties = {}, ...children) {
  /** @type {any} */
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class" || name.includes("-") || !(name in element))
      element.setAttribute(name, String(value));
    /** @type {any} */ else element[name] = value;
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter(Boolean)));
  return element;
}
