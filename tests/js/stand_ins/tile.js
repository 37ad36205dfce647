// A vector tile of points, as the server writes it.
import Pbf from "pbf";

/**
 * @param {Record<string, {id?: number, x: number, y: number, values?: Record<string, string | number | boolean>}[]>} layers
 */
export function tileOf(layers) {
  const pbf = new Pbf();
  for (const [name, features] of Object.entries(layers)) pbf.writeMessage(3, writeLayer, { name, features });
  return pbf.finish();
}

function writeLayer({ name, features }, pbf) {
  const keys = [];
  const values = [];
  const place = (list, one) => (list.includes(one) ? list.indexOf(one) : list.push(one) - 1);
  pbf.writeVarintField(15, 2);
  pbf.writeStringField(1, name);
  pbf.writeVarintField(5, 4096);
  for (const { id = 0, x, y, values: given = {} } of features) {
    const tags = Object.entries(given).flatMap(([key, value]) => [place(keys, key), place(values, value)]);
    pbf.writeMessage(2, writeFeature, { id, x, y, tags });
  }
  for (const key of keys) pbf.writeStringField(3, key);
  for (const value of values) pbf.writeMessage(4, writeValue, value);
}

function writeFeature({ id, x, y, tags }, pbf) {
  if (id) pbf.writeVarintField(1, id);
  pbf.writePackedVarint(2, tags);
  pbf.writeVarintField(3, 1);
  pbf.writePackedVarint(4, [9, x * 2, y * 2]);
}

function writeValue(value, pbf) {
  if (typeof value === "string") pbf.writeStringField(1, value);
  else if (typeof value === "boolean") pbf.writeBooleanField(7, value);
  else pbf.writeVarintField(5, value);
}
