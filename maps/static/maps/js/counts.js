// How many objects of each class the present view has: into the legends that stand on the page already.

import { ask } from "./connection.js";

/**
 * Ask for the counts and write them down. Returns the versions of the layers, or null when there is no answer.
 * @param {ParentNode} root of the legends
 * @param {URLSearchParams} params the question, see question.js
 * @returns {Promise<Record<string, number> | null>}
 */
export async function count(root, params) {
  const legends = await asked(params);
  if (!legends) {
    // Those of another view are not those of this one.
    for (const told of root.querySelectorAll("[data-count-of], [data-class-count]")) told.textContent = "";
    return null;
  }
  for (const [slug, legend] of Object.entries(legends)) write(root, slug, legend);
  return Object.fromEntries(Object.entries(legends).map(([slug, legend]) => [slug, legend.version]));
}

/** @param {number} value */
export function number(value) {
  return value.toLocaleString(document.documentElement.lang);
}

/** @param {URLSearchParams} params */
async function asked(params) {
  try {
    const response = await ask(`/counts?${params}`);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** @param {ParentNode} root @param {string} slug @param {any} legend */
function write(root, slug, legend) {
  const total = root.querySelector(`[data-count-of="${slug}"]`);
  if (total) total.textContent = number(legend.total);
  for (const entry of legend.classes) {
    const told = root.querySelector(`[data-legend-of="${slug}"] [data-class-count="${entry.value}"]`);
    if (!told) continue;
    told.textContent = number(entry.count);
    const faded = told.closest("li")?.querySelector(`[data-class-faded="${entry.value}"]`);
    if (faded) {
      faded.textContent = number(entry.faded);
      /** @type {HTMLElement} */ (faded.parentElement).hidden = !entry.faded;
    }
    // A class that the city has none of is no line of the legend, until it has one.
    if (entry.count) /** @type {HTMLElement} */ (told.closest("li")).hidden = false;
  }
}
