// Printed reviews and handovers, and conflicting edits side by side.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { checkPage, newPage, openBrowser } from "./browser.mjs";
import { startAssay } from "./program.mjs";

const LEAD = "rowan.ellery@northmoor.example";
const OTHER = "samira.hadley@northmoor.example";
const MINUTES = Array.from({ length: 40 }, (_, line) => `Item ${line + 1}: it was discussed.`).join("\n\n");
const pictures = new URL("pictures/", import.meta.url).pathname;

let program, browser, lead, other, home;

before(async () => {
  program = await startAssay();
  browser = await openBrowser();
  [lead, other] = await Promise.all([LEAD, OTHER].map(signedIn));
  await lead.getByRole("link", { name: "Action plan", exact: true }).first().click();
  home = (await lead.locator('a[href$="/progress-reviews"]').first().getAttribute("href")).replace("/progress-reviews", "");
});
after(async () => {
  await browser?.close();
  await program?.end();
});

async function signedIn(email) {
  const page = await newPage(browser);
  await page.goto(await program.linkFor(email));
  await page.getByRole("button", { name: "Sign in" }).click();
  return page;
}

const go = (page, path) => page.goto(path.startsWith("http") ? path : `${program.address}${path}`);
const press = (page, name) => Promise.all([page.waitForEvent("load"), page.getByRole("button", { name, exact: true }).first().click()]);
const picture = (page, name) => (process.env.PICTURES ? page.screenshot({ path: `${pictures}${name}.png`, fullPage: true }) : null);

test("an open review is printed with all its minutes and without buttons", async () => {
  await go(lead, `${home}/progress-reviews`);
  if (await lead.getByRole("button", { name: "Start review and request updates" }).count()) {
    await press(lead, "Start review and request updates");
  } else {
    await lead.locator('main a[href^="/progress-reviews/"]').first().click();
  }
  const review = lead.url();
  await go(other, review);
  await lead.getByRole("textbox", { name: /^Minutes/ }).fill(MINUTES);
  await press(lead, "Save minutes");
  await go(lead, review);
  await lead.emulateMedia({ media: "print" });
  assert.match(await lead.locator(".on-paper").innerText(), /Item 40: it was discussed\./, "the last line of the minutes is printed");
  assert.equal(await lead.locator("main button:visible, main textarea:visible").count(), 0);
  await picture(lead, "progress-review-print");
  await lead.emulateMedia({ media: null });
  await checkPage(lead, "progress-review-writing");
});

test("conflicting edits of minutes are shown side by side", async () => {
  await other.evaluate(() => document.querySelector("form[data-autosave]").removeAttribute("data-autosave"));
  await other.getByRole("textbox", { name: /^Minutes/ }).fill("We met in the tower.");
  await press(other, "Save minutes");
  assert.equal(await other.textContent("h1"), "Conflicting edits: minutes");
  await checkPage(other, "minutes-conflicting-edits");
  await press(other, "Save combined version");
  assert.match(await other.textContent("main"), /We met in the tower\./);
});

test("a handover is a page and a PDF", async () => {
  await go(lead, `${home}/handovers`);
  await lead.selectOption("#from", { label: "Rowan Ellery" });
  await lead.selectOption("#to", { label: "Samira Hadley" });
  await press(lead, "Prepare handover");
  await checkPage(lead, "handover");
  const pdf = await lead.request.get(`${lead.url()}/handover.pdf`);
  assert.equal(pdf.headers()["content-type"], "application/pdf");
  const bytes = await pdf.body();
  assert.equal(bytes.subarray(0, 5).toString(), "%PDF-");
  if (process.env.PICTURES) await (await import("node:fs/promises")).writeFile(`${pictures}handover.pdf`, bytes);
});

test("evidence is edited, and its earlier version is shown", async () => {
  await go(lead, `${home}/evidence/new?kind=number`);
  await lead.fill("#title", "Mentors");
  await lead.fill("#value", "12");
  await lead.fill("#counts", "people with a mentor");
  for (const [part, value] of [["day", "30"], ["month", "6"], ["year", "2026"]]) await lead.fill(`[name="on-${part}"]`, value);
  await press(lead, "Add evidence");
  await lead.getByRole("link", { name: "Edit", exact: true }).click();
  await checkPage(lead, "evidence-edit");
  await lead.fill("#value", "13");
  await press(lead, "Save changes");
  assert.match(await lead.textContent("main"), /Earlier versions[^]*12 people with a mentor/);
  await checkPage(lead, "evidence-edited");
});

test("your data and update requests have no faults", async () => {
  await go(lead, "/account/data");
  await checkPage(lead, "account-data");
  await go(lead, `${home}/update-requests`);
  await checkPage(lead, "update-requests");
});
