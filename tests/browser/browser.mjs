// The browser of the tests, and the checks of every page.
import axe from "axe-core";
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";

const pictures = new URL("pictures/", import.meta.url).pathname;

/** Debian's Chromium, headless and without background requests: without these flags it contacts its vendor at every start. */
export const openBrowser = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ],
});

/** Opens a page without cookies or stored text of other tests. `options` are those of a browser context. */
export const newPage = async (browser, options = {}) => (await browser.newContext(options)).newPage();

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// The dark scheme differs only in colours, which are the same on a phone and on a desktop.
const PHONE = { width: 320, height: 800, colorScheme: "light", runOnly: { type: "tag", values: RULES } };
const SCREENS = [
  { ...PHONE, rules: { "color-contrast": { enabled: false } } },
  { width: 1280, height: 900, colorScheme: "dark", runOnly: { type: "rule", values: ["color-contrast"] } },
  { width: 1280, height: 900, colorScheme: "light", runOnly: { type: "tag", values: RULES } },
];

/**
 * Checks a page on a phone and a desktop, in light and in dark: axe finds no violations, and nothing scrolls sideways. If `PICTURES` is set,
 * saves screenshots in `pictures/`, named `NAME-WIDTH-COLOUR.png`.
 */
export async function checkPage(page, name) {
  assert.deepEqual(await faults(page, name), []);
}

/**
 * Returns the violations that axe finds. Runs in the page itself and reports only violations, because reporting passes as well takes several
 * times as long.
 */
async function runAxe(page, { runOnly, rules = {} }) {
  if (!await page.evaluate(() => "axe" in window)) await page.evaluate(axe.source);
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), { runOnly, rules, resultTypes: ["violations"], preload: false });
  return violations;
}

/** Returns the faults of a page as a list of sentences. `onPhone` checks it only on a phone, for a page much like one that was checked before. */
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
    const violations = await runAxe(page, screen);
    for (const { id, help, nodes } of violations) {
      for (const node of nodes) found.add(`${name} at ${width} px, ${colorScheme}: ${id}, ${help}: ${node.target}: ${node.failureSummary.replace(/\s+/g, " ")}`);
    }
    for (const wide of await widerThanWindow(page)) found.add(`${name} at ${width} px scrolls sideways because of ${wide}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  if (before) await page.setViewportSize(before);
  return [...found];
}

/** Returns the elements that make the page wider than its window. */
const widerThanWindow = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > width + 1 && !each.closest(".scroll"));
  return wide.length > 0 ? wide.map((each) => `${each.tagName.toLowerCase()}.${each.className}`) : ["an unknown element"];
});
