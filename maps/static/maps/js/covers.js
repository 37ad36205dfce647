// What is to be covered in a photo: drawn over it by pointer, or moved and sized by keys. The field below says the same in
// numbers, and is what is sent.

const STEP = 0.02;
const LEAST = 0.02;
/** Where a box begins that is added by key: in the middle. */
const FIRST = [0.4, 0.4, 0.2, 0.2];

const words = /** @type {HTMLElement} */ (document.getElementById("covers-words")).dataset;
const tool = /** @type {HTMLElement | null} */ (document.querySelector(".cover-tool"));
const field = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("textarea.covers"));

if (tool && field) begin(tool, field);

/** @param {HTMLElement} root @param {HTMLTextAreaElement} text */
function begin(root, text) {
  /** @type {number[][]} left, top, width and height in shares of the picture */
  let boxes = read(text.value);
  const add = document.createElement("button");
  add.type = "button";
  add.className = "button";
  add.textContent = words.add ?? "";
  add.addEventListener("click", () => {
    boxes.push([...FIRST]);
    write(boxes.length - 1);
  });
  root.after(add);
  root.addEventListener("pointerdown", draw);
  text.addEventListener("change", () => {
    boxes = read(text.value);
    render();
  });
  render();
  // The numbers are for those without the tool, unless something is wrong with them.
  const row = /** @type {HTMLElement} */ (text.closest(".form-row") ?? text);
  row.hidden = !row.querySelector(".errorlist");

  /** @param {PointerEvent} event */
  function draw(event) {
    if (event.target !== root.querySelector("img")) return;
    event.preventDefault();
    const [x, y] = share(root, event);
    const box = [x, y, 0, 0];
    boxes.push(box);
    const move = (/** @type {PointerEvent} */ moved) => {
      const [to, low] = share(root, moved);
      box.splice(0, 4, Math.min(x, to), Math.min(y, low), Math.abs(to - x), Math.abs(low - y));
      render();
    };
    const end = () => {
      root.removeEventListener("pointermove", move);
      // A touch is no box.
      boxes = boxes.filter(([, , width, height]) => width >= LEAST / 2 && height >= LEAST / 2);
      write();
    };
    root.setPointerCapture(event.pointerId);
    root.addEventListener("pointermove", move);
    root.addEventListener("pointerup", end, { once: true });
  }

  /** @param {number} [focused] the box that the focus is on afterwards */
  function write(focused) {
    text.value = JSON.stringify(boxes.map((box) => box.map((one) => Math.round(one * 1e4) / 1e4)));
    render(focused);
  }

  /** @param {number} [focused] */
  function render(focused) {
    for (const old of root.querySelectorAll(".cover")) old.remove();
    boxes.forEach((box, index) => {
      root.append(cover(box, index));
    });
    if (focused !== undefined)
      /** @type {HTMLElement | undefined} */ (root.querySelectorAll(".cover")[focused])?.focus();
  }

  /** @param {number[]} box @param {number} index */
  function cover(box, index) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "cover";
    element.setAttribute("aria-label", (words.box ?? "").replace("{number}", String(index + 1)));
    const [left, top, width, height] = box.map((one) => `${one * 100}%`);
    Object.assign(element.style, { left, top, width, height });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Delete" || event.key === "Backspace") boxes.splice(index, 1);
      else if (!shift(box, event)) return;
      event.preventDefault();
      write(Math.min(index, boxes.length - 1));
    });
    return element;
  }
}

/** Move or size a box by a key. @param {number[]} box @param {KeyboardEvent} event @returns {boolean} whether the key is one that does */
function shift(box, { key, shiftKey }) {
  const by = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[key];
  if (!by) return false;
  for (const axis of [0, 1]) {
    if (shiftKey) box[axis + 2] = Math.max(LEAST, Math.min(1 - box[axis], box[axis + 2] + by[axis]));
    else box[axis] = Math.max(0, Math.min(1 - box[axis + 2], box[axis] + by[axis]));
  }
  return true;
}

/** Where a pointer is, in shares of the picture. @param {HTMLElement} root @param {PointerEvent} event */
function share(root, event) {
  const { left, top, width, height } = root.getBoundingClientRect();
  return [(event.clientX - left) / width, (event.clientY - top) / height].map((one) =>
    Math.max(0, Math.min(1, one)),
  );
}

/** @param {string} text @returns {number[][]} */
function read(text) {
  try {
    const boxes = JSON.parse(text || "[]");
    return Array.isArray(boxes) ? boxes : [];
  } catch {
    return [];
  }
}
