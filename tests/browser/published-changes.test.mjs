// A lead publishes a change of a submitted plan with only a keyboard. `noscript.test.mjs` sends the same forms without script.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { checkPage, newPage, openBrowser } from "./browser.mjs";
import { atKeyboard } from "./keyboard.mjs";
import { startAssay } from "./program.mjs";

const LEAD = "dorothea.quill@westerby.example";
const TEXT = "Offer every technician a mentor from another department.";

let program, browser;
before(async () => {
  program = await startAssay();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await program?.end();
});

/** Rewords an action of the submitted plan as the lead, and opens the page on which changes are published. */
async function reworded(lead, text) {
  await lead.page.goto(await program.linkFor(LEAD));
  await lead.follow("button", "Sign in");
  await lead.follow("link", "Action plan");
  await lead.page.locator("article.action h3 a").first().click();
  await lead.follow("link", "Edit action");
  await lead.write("Action", text);
  await lead.follow("button", "Save changes");
  await lead.follow("link", "Action plan");
  assert.match(await lead.text(), /has changed since, and the change is not public/);
  await lead.follow("link", "Publish changes");
}

test("a change is chosen, previewed and published by keyboard, and is shown with the signed text", async () => {
  const lead = atKeyboard(await newPage(browser));
  await reworded(lead, TEXT);
  await checkPage(lead.page, "plan-changes");
  await lead.follow("button", "Preview");
  assert.match(await lead.page.title(), /^Error: /);
  await checkPage(lead.page, "plan-changes-refused");
  await lead.write("Reason", "The mentors asked for it.");
  await lead.follow("button", "Preview");
  assert.equal(await lead.heading(), "Preview: publish changes");
  await checkPage(lead.page, "plan-changes-preview");
  await lead.follow("button", "Publish changes");
  assert.match(await lead.text(), /Changes published/);

  const everyone = await newPage(browser);
  await everyone.goto(`${program.address}/signatories?name=westerby`);
  await everyone.getByRole("link", { name: /Westerby/ }).first().click();
  await everyone.getByRole("link", { name: /^View action plan/ }).first().click();
  const words = await everyone.textContent("main");
  assert.match(words, /Changed on .*, after submission/);
  assert.match(words, /Offer every technician a mentor/);
  assert.match(words, /The mentors asked for it/);
  await checkPage(everyone, "public-plan-changed");
  const seen = atKeyboard(everyone);
  await seen.reach(everyone.locator("summary", { hasText: "View signed text" }).first());
  await seen.press("Enter");
  await checkPage(everyone, "public-plan-signed-text");
});
