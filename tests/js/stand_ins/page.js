// As much of a page as the modules under test touch: elements that hold attributes, children and listeners.

export class Element extends EventTarget {
  constructor(tag = "div", attributes = {}) {
    super();
    this.tag = tag;
    this.attributes = new Map(Object.entries(attributes));
    this.children = [];
    this.dataset = {};
    this.hidden = false;
    this.text = "";
    this.value = "";
    this.seen = 0;
  }

  set id(value) {
    this.attributes.set("id", value);
  }

  get id() {
    return this.attributes.get("id") ?? "";
  }

  get textContent() {
    return this.text + this.children.map((child) => child.textContent).join("");
  }

  set textContent(text) {
    this.children = [];
    this.text = text;
  }

  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  setAttribute(name, value) {
    this.attributes.set(name, value);
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  append(...children) {
    for (const child of children) child.parent = this;
    this.children.push(...children);
  }

  replaceChildren(...children) {
    this.children = [];
    this.append(...children);
  }

  /** Knows `tag`, `.class`, `[role=value]` and `[data-name]`. */
  matches(selector) {
    const data = selector.match(/^\[data-(\w+)\]$/);
    if (data) return data[1] in this.dataset;
    if (selector.startsWith(".")) return this.getAttribute("class") === selector.slice(1);
    const role = selector.match(/^\[role=(\w+)\]$/);
    return role ? this.getAttribute("role") === role[1] : this.tag === selector;
  }

  querySelector(selector) {
    for (const child of this.children) {
      if (child.matches(selector)) return child;
      const found = child.querySelector(selector);
      if (found) return found;
    }
    return null;
  }

  querySelectorAll(selector) {
    return this.children.flatMap((child) => [
      ...(child.matches(selector) ? [child] : []),
      ...child.querySelectorAll(selector),
    ]);
  }

  closest(selector) {
    return this.matches(selector) ? this : (this.parent?.closest(selector) ?? null);
  }

  getBoundingClientRect() {
    return { top: 0, bottom: 0, left: 0, right: 0, width: 0, height: 0 };
  }

  scrollIntoView() {
    this.seen += 1;
  }

  /** What a person does to the element; the event reaches those that it lies in. Returns the event. */
  happens(name, more = {}) {
    const event = new Event(name, { cancelable: true });
    for (const [key, value] of Object.entries(more)) Object.defineProperty(event, key, { value });
    Object.defineProperty(event, "target", { value: this });
    for (let element = this; element; element = element.parent)
      EventTarget.prototype.dispatchEvent.call(element, again(event));
    return event;
  }
}

/** An event can be dispatched once: each element gets one of its own that speaks of the first. */
function again(event) {
  const copy = new Event(event.type, { cancelable: true });
  for (const name of Object.getOwnPropertyNames(event))
    if (name !== "isTrusted") Object.defineProperty(copy, name, { value: event[name] });
  copy.preventDefault = () => event.preventDefault();
  return copy;
}

/** Put a document in place that makes such elements. */
export function openPage() {
  globalThis.document = { createElement: (tag) => new Element(tag), activeElement: null };
}

/** Everything that is under way has come to its end. */
export function settled() {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A phone's screen, with a connection. */
Object.assign(globalThis, { innerHeight: 740 });
globalThis.navigator ??= /** @type {any} */ ({ onLine: true });
