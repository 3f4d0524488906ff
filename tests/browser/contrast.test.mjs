// Text has a contrast of at least 4.5 : 1 on every background (WCAG 2.2, 1.4.3), edges of fields of at least 3 : 1 (1.4.11).
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

const source = await readFile(new URL("../../crates/web/static/css/colours.css", import.meta.url), "utf8");
const [lightSource, darkSource] = source.split("@media");
const colours = (text) => Object.fromEntries([...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]));
const light = colours(lightSource);
const dark = { ...light, ...colours(darkSource) };

const luminance = (colour) => {
  const [r, g, b] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
};

const BACKGROUNDS = ["paper", "card"];
const SOFT = ["petrol-soft", "brass-soft", "green-soft", "amber-soft", "red-soft"];
const PAIRS = [
  ...["ink", "quiet", "petrol", "brass", "green", "amber", "red", "unknown", "visited"].flatMap((text) => BACKGROUNDS.map((background) => [text, background])),
  ...["ink", "petrol", "visited"].flatMap((text) => SOFT.map((background) => [text, background])),
  ...["petrol", "brass", "green", "amber", "red"].map((text) => [text, `${text}-soft`]),
  ["on-petrol", "petrol"], ["focus-ink", "focus"],
];

for (const [name, palette] of Object.entries({ light, dark })) {
  test(`all text has enough contrast in ${name}`, () => {
    const faint = PAIRS.map(([text, background]) => [text, background, contrast(palette[text], palette[background])]).filter(([, , ratio]) => !(ratio >= 4.5));
    assert.deepEqual(faint, []);
  });
  test(`edges of fields have enough contrast in ${name}`, () => {
    for (const background of BACKGROUNDS) assert.ok(contrast(palette.edge, palette[background]) >= 3, background);
  });
}
