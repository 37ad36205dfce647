// What could not be had, in words, and how to ask for it again.

/**
 * @param {Record<string, string>} words
 * @param {(() => void) | null} again null where asking again would bring nothing else
 * @param {string} [refusal] why, in the server's words
 */
export function trouble(words, again, refusal) {
  const said = document.createElement("p");
  said.className = "notice";
  said.textContent = refusal || words.failed;
  if (!again) return said;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = words.again;
  button.addEventListener("click", again);
  said.append(button);
  return said;
}
