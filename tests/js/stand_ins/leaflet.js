// As much of Leaflet as the overlay needs: a renderer that can be extended, and a map that looks somewhere.
import { register } from "node:module";
import { Canvas } from "./canvas.js";

class Renderer {
  static extend(methods) {
    class Extended extends Renderer {}
    Object.assign(Extended.prototype, methods);
    return Extended;
  }

  constructor(...words) {
    this.said = [];
    this.initialize(...words);
  }

  initialize() {}

  fire(name, event) {
    this.said.push({ name, ...event });
  }

  addTo(map) {
    this._map = map;
    this._initContainer();
    this._update();
    return this;
  }

  _update() {
    this._bounds = this._map.bounds;
  }
}

/** Put Leaflet's stand-in where the page has Leaflet, and the browser's words that the overlay uses. */
export function openMap() {
  globalThis.leaflet = { Renderer, DomUtil: { setPosition() {} } };
  const source = encodeURIComponent("export default globalThis.leaflet;");
  const hook = `export const resolve = (name, context, next) =>
    name === "leaflet" ? { url: "data:text/javascript,${source}", shortCircuit: true } : next(name, context);`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
  globalThis.window = { devicePixelRatio: 1 };
  globalThis.document = { createElement: canvasElement };
  globalThis.Path2D = class {
    rect() {}
  };
  globalThis.requestAnimationFrame = (draw) => setImmediate(draw);
  globalThis.cancelAnimationFrame = (frame) => clearImmediate(frame);
}

function canvasElement() {
  return { style: {}, setAttribute() {}, remove() {}, getContext: () => new Canvas() };
}

/** A map at a zoom, one tile in view, whose layer begins at the world's corner. */
export function mapAt(zoom) {
  const size = { x: 400, y: 300 };
  return {
    bounds: { min: { x: 0, y: 0 }, max: size, getSize: () => size },
    getZoom: () => zoom,
    getCenter: () => ({ lat: 48.85, lng: 37.6 }),
    getPixelOrigin: () => ({ x: 0, y: 0 }),
  };
}
