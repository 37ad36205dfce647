// What the field app decides on the device alone: how old a position is, what stands close, what an answer may be.

import assert from "node:assert/strict";
import { test } from "node:test";
import { alike, asKnown, byUse } from "../../maps/static/field/js/alike.js";
import { flawOf, holds } from "../../maps/static/field/js/form.js";
import { lasting } from "../../maps/static/field/js/lasting.js";
import { echo, meantBy } from "../../maps/static/field/js/measured.js";
import { Fix, STALE } from "../../maps/static/field/js/position.js";

const here = { longitude: 37.6, latitude: 48.85 };

test("a position that is old is called less exact with every second", () => {
  const fix = new Fix();
  fix.add({ ...here, accuracy: 4, at: Date.now() - STALE / 2 });
  assert.equal(fix.isStale, false);
  assert.equal(fix.place.accuracy, 4);
  fix.readings[0].at = Date.now() - 100_000;
  assert.equal(fix.isStale, true);
  assert.ok(fix.place.accuracy > 100);
});

test("a reading of before is no part of the mean of now", () => {
  const fix = new Fix();
  fix.add({ ...here, accuracy: 4, at: Date.now() - 2 * STALE });
  fix.add({ ...here, accuracy: 6, at: Date.now() });
  assert.deepEqual([fix.place.count, fix.place.accuracy], [1, 6]);
});

test("what this device has just added is one that another is compared with", () => {
  const survey = { slug: "kiosk", layer: "kiosks" };
  const message = {
    survey: "kiosk",
    deed: "add",
    answers: { form: "kiosk" },
    position: { ...here, accuracy: 4 },
  };
  const added = asKnown({ title: "Кіоск", message, answer: null }, survey);
  assert.equal(added.title, "Кіоск");
  assert.equal(alike([added], { ...here, accuracy: 4 }, 15).length, 1);
  assert.equal(asKnown({ message: { ...message, deed: "inspect" } }, survey), null);
  assert.equal(asKnown({ message: { ...message, position: undefined } }, survey), null);
});

test("an answer that cannot be is told where it can still be mended", () => {
  const words = { atLeast: "≥ {limit}", atMost: "≤ {limit}", tooLong: "{most}", noNumber: "?" };
  const area = { asks: "number", atLeast: 0.5, atMost: 500, longest: null, unit: "м²" };
  assert.equal(flawOf(area, -3, words), "≥ 0.5 м²");
  assert.equal(flawOf(area, 4000, words), "≤ 500 м²");
  assert.equal(flawOf(area, Number.NaN, words), "?");
  assert.equal(flawOf(area, 6.5, words), "");
  assert.equal(flawOf(area, null, words), "");
  assert.equal(flawOf({ ...area, asks: "text", longest: 8 }, "2903511234", words), "8");
});

test("what is chosen most round here is offered first", () => {
  const choices = [{ value: "kiosk" }, { value: "stall" }, { value: "tent" }];
  const questions = [
    { name: "form", first: true, choices },
    { name: "mobility", first: false, choices },
  ];
  const objects = ["tent", "tent", "stall"].map((form) => ({ known: { form } }));
  const [form, mobility] = byUse(questions, objects);
  assert.deepEqual(
    form.choices.map(({ value }) => value),
    ["tent", "stall", "kiosk"],
  );
  assert.equal(mobility.choices, choices);
});

test("a measure that is not believed is told with what was probably meant", () => {
  const words = {
    notBelieved: "{value}: {low}–{high}.",
    measureAgainSaid: "Again.",
    wasMeant: "{meant}?",
    or: "or",
  };
  const slips = [
    { factor: 1000, said: "m" },
    { factor: 10, said: "cm" },
    { factor: 0.1, said: "digit" },
  ];
  const door = { asks: "number", atLeast: 400, atMost: 4000, longest: null, unit: "mm", slips };
  assert.equal(flawOf(door, 90, words), "90 mm: 400–4000 mm. 900 mm (cm)?");
  assert.equal(flawOf(door, 0.9, words), "0.9 mm: 400–4000 mm. 900 mm (m)?");
  assert.equal(flawOf(door, 9, words), "9 mm: 400–4000 mm. Again.");
  assert.equal(flawOf(door, 9000, words), "9000 mm: 400–4000 mm. 900 mm (digit)?");
  assert.equal(flawOf(door, 900, words), "");
  const threshold = { ...door, atLeast: 0, atMost: 300, finest: 1 };
  assert.equal(flawOf(threshold, 0.02, words), "0.02 mm: 0–300 mm. 20 mm (m)?");
  assert.equal(flawOf(threshold, 0, words), "");
});

test("a number is said once more as people think of it, and asked about where it is seldom so small", () => {
  const slips = [
    { factor: 1000, said: "m" },
    { factor: 10, said: "cm" },
    { factor: 0.1, said: "digit" },
  ];
  const echoes = [
    { factor: 0.1, unit: "cm", atLeast: 0 },
    { factor: 0.001, unit: "m", atLeast: 1000 },
  ];
  const threshold = { atLeast: 0, atMost: 300, finest: 1, unit: "mm", slips, echoes, seldomBelow: 10 };
  assert.equal(echo(threshold, 5), "5\u00a0mm = 0.5\u00a0cm");
  assert.equal(echo(threshold, 1200), "1,200\u00a0mm = 120\u00a0cm = 1.2\u00a0m");
  assert.equal(echo(threshold, 0), "");
  assert.equal(echo({ ...threshold, echoes: [] }, 5), "");
  assert.equal(echo(threshold, null), "");
  assert.deepEqual(meantBy(threshold, 5), [50]);
  assert.deepEqual(meantBy(threshold, 0), []);
  assert.deepEqual(meantBy(threshold, 10), []);
  // 0.5 is refused by itself: nobody measures so finely.
  assert.deepEqual(meantBy(threshold, 0.5), []);
  assert.deepEqual(meantBy({ ...threshold, atMost: 40 }, 5), []);
});

test("a question is asked where its conditions hold, and nothing that is not known holds", () => {
  const yes = { name: "ramp", values: [true], operator: "", bound: 0 };
  const high = { name: "ramp_rise", values: [], operator: ">", bound: 300 };
  assert.equal(holds(yes, { ramp: true }), true);
  assert.equal(holds(yes, { ramp: false }), false);
  assert.equal(holds(yes, {}), false);
  assert.equal(holds(yes, { ramp: null }), false);
  assert.equal(holds(high, { ramp_rise: 301 }), true);
  assert.equal(holds(high, { ramp_rise: 300 }), false);
  assert.equal(holds(high, { ramp_rise: null }), false);
  assert.equal(holds({ ...high, operator: "<=" }, { ramp_rise: 300 }), true);
  // Two measures are compared where both are known.
  const upsideDown = { name: "top", values: [], operator: "<=", bound: 0, than: "bottom" };
  assert.equal(holds(upsideDown, { top: 1900, bottom: 2000 }), true);
  assert.equal(holds(upsideDown, { top: 1900, bottom: 900 }), false);
  assert.equal(holds(upsideDown, { top: 1900 }), false);
  assert.equal(holds(upsideDown, { top: 1900, bottom: null }), false);
  // A place whose kind nobody has said.
  assert.equal(holds({ ...yes, name: "kind", values: ["shop", null] }, {}), true);
});

test("how far a clock is off is told in the unit that fits", () => {
  const minute = 60_000;
  assert.equal(lasting(7 * minute, "uk"), "7 хвилин");
  assert.equal(lasting(180 * minute, "uk"), "3 години");
  assert.equal(lasting(3 * 1440 * minute, "uk"), "3 дні");
  assert.equal(lasting(525_569 * minute, "uk"), "1 рік");
  assert.equal(lasting(525_569 * minute, "en"), "1 year");
});
