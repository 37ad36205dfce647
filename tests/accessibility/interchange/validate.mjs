// Reads PlaceInfos as a JSON list, and writes what A11yJSON's own schema says against them.
import { text } from "node:stream/consumers";
import { getPlaceInfoSchemaDefinition } from "@sozialhelden/a11yjson";
import imported from "@sozialhelden/simpl-schema";

const SimpleSchema = imported.default ?? imported;
const schema = new SimpleSchema(getPlaceInfoSchemaDefinition());
const told = JSON.parse(await text(process.stdin)).flatMap((info, number) => {
  const context = schema.newContext();
  // What makes it GeoJSON beside what makes it A11yJSON.
  const { type: _type, ...own } = info;
  context.validate(own);
  return context.validationErrors().map(({ name, type, value }) => ({ number, name, type, value }));
});
console.log(JSON.stringify(told));
