// The browser that the tests drive, and what is asked of every page in it.
import axe from "axe-core";
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";

const pictures = new URL("pictures/", import.meta.url).pathname;

/** Debian's Chromium, headless, that calls nobody: without these flags it looks for its makers at every start. */
export const openBrowser = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});

/** A page of its own: no cookies, no stored words of another test. `options` are those of a browser context. */
export const newPage = async (browser, options = {}) => (await browser.newContext(options)).newPage();

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// The dark has the same colours on a phone and on a desk; in the dark only colours are others.
const PHONE = { width: 320, height: 800, colorScheme: "light", runOnly: { type: "tag", values: RULES } };
const SCREENS = [
  { ...PHONE, rules: { "color-contrast": { enabled: false } } },
  { width: 1280, height: 900, colorScheme: "dark", runOnly: { type: "rule", values: ["color-contrast"] } },
  { width: 1280, height: 900, colorScheme: "light", runOnly: { type: "tag", values: RULES } },
];

/**
 * What is asked of every page, on a phone and a desk, in light and in dark: axe finds nothing, and nothing scrolls sideways.
 * Where `PICTURES` is set, a picture of each is left in `pictures/`, named `NAME-WIDTH-COLOUR.png`, to be looked at.
 */
export async function everyPage(page, name) {
  assert.deepEqual(await faults(page, name), []);
}

/**
 * What axe finds wrong with a page. Asked in the page itself and for what is wrong alone: to describe all that is right takes it several
 * times as long.
 */
async function askAxe(page, { runOnly, rules = {} }) {
  if (!await page.evaluate(() => "axe" in window)) await page.evaluate(axe.source);
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), { runOnly, rules, resultTypes: ["violations"], preload: false });
  return violations;
}

/** The same, as a list of sentences about what is wrong. A page that differs little from one that was asked so is asked on a phone alone. */
export async function faults(page, name, { onPhone = false } = {}) {
  if (process.env.PICTURES) await mkdir(pictures, { recursive: true });
  const before = page.viewportSize();
  const found = new Set();
  for (const screen of onPhone ? [PHONE] : SCREENS) {
    const { width, height, colorScheme } = screen;
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => document.fonts.ready);
    if (process.env.PICTURES) await page.screenshot({ path: `${pictures}${name}-${width}-${colorScheme}.png`, fullPage: true });
    const violations = await askAxe(page, screen);
    for (const { id, help, nodes } of violations) {
      for (const node of nodes) found.add(`${name} at ${width} px, ${colorScheme}: ${id}, ${help}: ${node.target}: ${node.failureSummary.replace(/\s+/g, " ")}`);
    }
    for (const wide of await beyondTheEdge(page)) found.add(`${name} at ${width} px scrolls sideways because of ${wide}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  if (before) await page.setViewportSize(before);
  return [...found];
}

/** What makes the page wider than its window: the offending elements, or nothing. */
const beyondTheEdge = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > width + 1 && !each.closest(".scroll"));
  return wide.length > 0 ? wide.map((each) => `${each.tagName.toLowerCase()}.${each.className}`) : ["something"];
});
