// The base map: the city's own streets, water, green and buildings as calm paper, drawn by protomaps-leaflet.
import L from "leaflet";
import {
  CenteredTextSymbolizer,
  LineLabelSymbolizer,
  LineSymbolizer,
  leafletLayer,
  PolygonSymbolizer,
} from "protomaps-leaflet";
import { ask, pause } from "./connection.js";

const FONT = "'Source Sans 3 Variable', 'Fallback Sans', sans-serif";

const PAPER = {
  light: {
    land: "#F6F4EE",
    water: "#BFD9E8",
    green: "#DDE8CF",
    wood: "#CFDFBE",
    building: "#E6E1D6",
    buildingEdge: "#D5CEBF",
    road: "#FFFFFF",
    casing: "#D8D2C4",
    path: "#CBBFA8",
    rail: "#B9B4A8",
    label: "#4A4F55",
    waterLabel: "#31637E",
    houseLabel: "#6B655A",
    halo: "#FFFFFF",
    boundary: "#8A7F95",
  },
  dark: {
    land: "#1B1F23",
    water: "#16303E",
    green: "#1F2B22",
    wood: "#1C2A1F",
    building: "#262B30",
    buildingEdge: "#31373D",
    road: "#363D44",
    casing: "#14171A",
    path: "#40464C",
    rail: "#454B52",
    label: "#AEB6BE",
    waterLabel: "#7FAEC6",
    houseLabel: "#949AA1",
    halo: "#14171A",
    boundary: "#7D7489",
  },
  contrast: {
    land: "#FFFFFF",
    water: "#A9D3F5",
    green: "#EAF3E2",
    wood: "#DCEBD0",
    building: "#D9D9D9",
    buildingEdge: "#6E6E6E",
    road: "#FFFFFF",
    casing: "#767676",
    path: "#767676",
    rail: "#595959",
    label: "#000000",
    waterLabel: "#003B6B",
    houseLabel: "#000000",
    halo: "#FFFFFF",
    boundary: "#4B2E83",
  },
};

/** @type {Record<string, string>} the types of streets as maps write them */
const SHORT = {
  вулиця: "вул.",
  провулок: "пров.",
  площа: "пл.",
  проспект: "просп.",
  бульвар: "бульв.",
  набережна: "наб.",
};

/** How far, in pixels, a name may lie beside its street where the street bends a little. */
const BEND = 4;

/** A name along a line, also where it is not quite straight: no street is. */
class AlongStreet extends LineLabelSymbolizer {
  /** @param {any} layout @param {any[][]} lines of points in pixels @param {any} feature */
  place(layout, lines, feature) {
    const straight = lines.map((line) => L.LineUtil.simplify(line, BEND));
    return super.place(layout, /** @type {any} */ (straight), feature);
  }
}

/** How far apart, in pixels, the same name may stand again: an area lies in many tiles. */
const AGAIN = 700;

/** The name of an area, once for all the tiles that it lies in. */
class AreaName extends CenteredTextSymbolizer {
  /** @param {any} layout @param {any} geometry @param {any} feature */
  place(layout, geometry, feature) {
    const labels = super.place(layout, geometry, feature);
    return labels?.map((label) => ({
      ...label,
      deduplicationKey: feature.props.name,
      deduplicationDistance: AGAIN,
    }));
  }
}

/** Widths of roads in pixels at zooms 10 to 20, by class. */
const WIDTHS = {
  major: [1.2, 1.8, 2.4, 3.4, 5, 7, 10, 15, 22, 32, 44],
  middle: [0.6, 1, 1.6, 2.4, 3.8, 5.5, 8, 12, 18, 26, 36],
  minor: [0, 0, 0.6, 1.1, 2, 3.4, 5.5, 9, 14, 20, 30],
  path: [0, 0, 0, 0, 0.6, 0.9, 1.3, 1.8, 2.4, 3.5, 5],
};
const CLASSES = {
  major: ["motorway", "trunk", "primary", "motorway_link", "trunk_link", "primary_link"],
  middle: ["secondary", "tertiary", "secondary_link", "tertiary_link"],
  path: ["footway", "path", "pedestrian", "steps", "cycleway", "track", "bridleway"],
};
const WOODS = ["wood", "forest"];

/** @param {keyof typeof WIDTHS} name */
const width = (name) => (/** @type {number} */ z) =>
  WIDTHS[name][Math.max(0, Math.min(10, Math.round(z) - 10))];

/** @param {any} feature @returns {keyof typeof WIDTHS} */
function classOf(feature) {
  const kind = String(feature.props.kind);
  for (const [name, kinds] of Object.entries(CLASSES))
    if (kinds.includes(kind)) return /** @type {any} */ (name);
  return "minor";
}

/**
 * @param {string} tiles address of the ground's tiles
 * @param {keyof typeof PAPER} look
 * @param {string} attribution
 */
export function ground(tiles, look, attribution) {
  return sheet({ getZxy: source(tiles) }, 18, look, attribution);
}

/**
 * The same from whatever gives the bytes of a tile.
 * @param {{getZxy: (z: number, x: number, y: number, signal: AbortSignal) => Promise<any>}} archive
 * @param {number} deepest zoom that it has tiles of
 * @param {keyof typeof PAPER} look
 * @param {string} attribution
 */
export function sheet(archive, deepest, look, attribution) {
  const paper = PAPER[look];
  return leafletLayer({
    // What protomaps-leaflet takes for an archive is anything that gives it the bytes of a tile.
    url: /** @type {any} */ (archive),
    maxDataZoom: deepest,
    backgroundColor: paper.land,
    attribution,
    paintRules: paintRules(paper),
    labelRules: labelRules(paper),
    noWrap: true,
  });
}

let turns = Promise.resolve();

/** @returns {Promise<void>} done when everybody before has had a turn of the processor */
function turn() {
  turns = turns.then(() => new Promise((begin) => setTimeout(begin)));
  return turns;
}

/**
 * The bytes of a tile, asked for until they are there: protomaps-leaflet itself would ask once, and draw an error.
 * @param {string} tiles address with {z}, {x} and {y}
 */
function source(tiles) {
  return async (
    /** @type {number} */ z,
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {AbortSignal} */ signal,
  ) => {
    const address = tiles.replace("{z}", String(z)).replace("{x}", String(x)).replace("{y}", String(y));
    for (let failures = 0; ; failures += 1) {
      try {
        const response = await ask(address, { signal });
        if (!response.ok) return undefined;
        const data = await response.arrayBuffer();
        // One tile at a time is read and drawn, and in between the page answers.
        await turn();
        return { data };
      } catch (failure) {
        if (signal.aborted) throw failure;
        await pause(failures);
      }
    }
  };
}

/** @param {typeof PAPER.light} paper */
function paintRules(paper) {
  const roads = /** @type {(keyof typeof WIDTHS)[]} */ (["minor", "middle", "major"]);
  return [
    area("green", paper.green, (f) => !WOODS.includes(String(f.props.kind))),
    area("green", paper.wood, (f) => WOODS.includes(String(f.props.kind))),
    area("water", paper.water),
    {
      dataLayer: "buildings",
      symbolizer: new PolygonSymbolizer({
        fill: paper.building,
        stroke: paper.buildingEdge,
        width: (/** @type {number} */ z) => (z >= 16 ? 0.8 : 0),
      }),
    },
    line("roads", paper.path, width("path"), (f) => classOf(f) === "path", [2, 2]),
    ...roads.map((name) =>
      line(
        "roads",
        paper.casing,
        (/** @type {number} */ z) => (z < 12 ? 0 : width(name)(z) + 1.6),
        (f) => classOf(f) === name,
      ),
    ),
    ...roads.map((name) => line("roads", paper.road, width(name), (f) => classOf(f) === name)),
    line("railways", paper.rail, () => 1.6),
    line("railways", paper.land, () => 0.8, undefined, [5, 5]),
    boundary(paper.boundary, 0.8, (f) => f.props.level !== "community", [2, 4]),
    boundary(paper.boundary, 1.8, (f) => f.props.level === "community", [8, 4]),
  ];
}

/** @param {typeof PAPER.light} paper */
function labelRules(paper) {
  return [
    {
      dataLayer: "settlements",
      maxzoom: 14,
      filter: (/** @type {number} */ z, /** @type {any} */ f) => z >= 12 || f.props.kind !== "neighbourhood",
      symbolizer: new CenteredTextSymbolizer({
        labelProps: ["name"],
        fill: paper.label,
        stroke: paper.halo,
        width: 3,
        font: (/** @type {number} */ _z, /** @type {any} */ f) =>
          f?.props.kind === "city" ? `650 19px ${FONT}` : `600 14px ${FONT}`,
      }),
    },
    {
      dataLayer: "water",
      minzoom: 12,
      filter: (/** @type {number} */ _z, /** @type {any} */ f) => Boolean(f.props.name),
      symbolizer: new AreaName({
        labelProps: ["name"],
        fill: paper.waterLabel,
        stroke: paper.halo,
        width: 2,
        font: `italic 500 13px ${FONT}`,
      }),
    },
    {
      dataLayer: "green",
      minzoom: 15,
      filter: (/** @type {number} */ _z, /** @type {any} */ f) => Boolean(f.props.name),
      symbolizer: new AreaName({
        labelProps: ["name"],
        fill: paper.label,
        stroke: paper.halo,
        width: 2,
        font: `500 12px ${FONT}`,
      }),
    },
    {
      dataLayer: "streets",
      minzoom: 14,
      symbolizer: new AlongStreet({
        labelProps: streetName,
        fill: paper.label,
        stroke: paper.halo,
        width: 2.5,
        position: 2, // on the road, not above it
        font: (/** @type {number} */ z) => `500 ${z < 16 ? 12 : 13}px ${FONT}`,
      }),
    },
    {
      dataLayer: "addresses",
      minzoom: 17,
      filter: (/** @type {number} */ _z, /** @type {any} */ f) => !f.props.approximate,
      symbolizer: new CenteredTextSymbolizer({
        labelProps: ["house"],
        fill: paper.houseLabel,
        stroke: paper.halo,
        width: 1.5,
        font: `500 11px ${FONT}`,
      }),
    },
  ];
}

/** The property to write along a street: its type and name together. @param {number} _z @param {any} f */
function streetName(_z, { props }) {
  props.label = `${SHORT[props.kind] ?? props.kind} ${props.name}`;
  return ["label"];
}

/** @param {string} dataLayer @param {string} fill @param {(f: any) => boolean} [chosen] */
function area(dataLayer, fill, chosen) {
  return { dataLayer, symbolizer: new PolygonSymbolizer({ fill }), ...only(chosen) };
}

/**
 * @param {string} dataLayer
 * @param {string} color
 * @param {(z: number) => number} lineWidth
 * @param {(f: any) => boolean} [chosen]
 * @param {number[]} [dash]
 */
function line(dataLayer, color, lineWidth, chosen, dash) {
  const pattern = dash
    ? { dash, color, width: lineWidth }
    : {
        color,
        width: lineWidth,
        lineCap: /** @type {CanvasLineCap} */ ("round"),
        lineJoin: /** @type {CanvasLineJoin} */ ("round"),
      };
  return { dataLayer, symbolizer: new LineSymbolizer(pattern), ...only(chosen) };
}

/**
 * The outline of an area. Closer by, tiles are stretched, and the edges that an area was cut by would be drawn, too.
 * @param {string} color
 * @param {number} lineWidth
 * @param {(f: any) => boolean} chosen
 * @param {number[]} dash
 */
function boundary(color, lineWidth, chosen, dash) {
  return { ...line("boundary", color, () => lineWidth, chosen, dash), maxzoom: 17 };
}

/** @param {((f: any) => boolean) | undefined} chosen */
function only(chosen) {
  return chosen ? { filter: (/** @type {number} */ _z, /** @type {any} */ f) => chosen(f) } : {};
}
