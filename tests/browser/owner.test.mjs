// An owner replies to update requests on a phone, and a lead carries out a progress review with only a keyboard.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { checkPage, newPage, openBrowser } from "./browser.mjs";
import { atKeyboard } from "./keyboard.mjs";
import { startAssay } from "./program.mjs";

const NEXT_YEAR = String(new Date().getFullYear() + 1);
const LEAD = "dorothea.quill@westerby.example";
const OWNER = "estates@westerby.example";
const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true };

let program, browser, lead, review;
/** Whether a step failed. Later steps depend on it and are skipped. */
let hasFailed = false;
const step = (name, run) => test(name, async (t) => {
  if (hasFailed) return t.skip("an earlier step failed");
  hasFailed = true;
  await run();
  hasFailed = false;
});

before(async () => {
  program = await startAssay();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await program?.end();
});

step("the lead assigns two actions to an owner, by keyboard", async () => {
  lead = atKeyboard(await newPage(browser));
  await lead.page.goto(await program.linkFor(LEAD));
  await lead.follow("button", "Sign in");
  await lead.follow("link", "Action plan");
  const plan = lead.page.url().replace(/[?#].*/, "");
  await lead.page.goto(`${plan}?rag=red`);
  if (await lead.page.locator("article.action h3 a").count() < 2) await lead.page.goto(`${plan}?rag=amber`);
  const actions = await lead.page.locator("article.action h3 a").evaluateAll((links) => links.slice(0, 2).map((link) => link.href));
  assert.equal(actions.length, 2);
  for (const [at, action] of actions.entries()) {
    await lead.page.goto(`${action}/owner`);
    if (at === 0) {
      await lead.tick("radio", "New owner: enter their details below");
      await lead.write("New owner: name or job title", "Director of Estates");
      await lead.write("New owner: email address (optional)", OWNER);
      await checkPage(lead.page, "action-owner");
    } else {
      await lead.tick("radio", "Director of Estates");
    }
    await lead.follow("button", "Assign owner");
    assert.match(await lead.text(), /Director of Estates/);
  }
});

step("the lead starts a review, and the owner gets one email", async () => {
  await lead.follow("link", "Action plan");
  await lead.follow("link", "Progress reviews");
  await checkPage(lead.page, "progress-reviews");
  await lead.date(/Date of the working group meeting/, "3", "12", NEXT_YEAR);
  await lead.write("Message to owners (optional)", "Before Monday, please.");
  await lead.follow("button", "Start review and request updates");
  review = lead.page.url();
  assert.match(await lead.text(), /requested updates?/);
  await checkPage(lead.page, "progress-review-open");
  const emails = await program.emails(OWNER);
  assert.equal(emails.length, 1);
  assert.match(emails[0], new RegExp(`The working group meets on 3 December ${NEXT_YEAR}`));
  assert.match(emails[0], /Before Monday, please\./);
});

const links = async () => [...(await program.emails(OWNER))[0].matchAll(/^http\S+\/updates\/\S+$/gm)].map(([link]) => link);

step("the owner replies to the first request on a phone", async () => {
  const [first] = await links();
  const page = await newPage(browser, PHONE);
  await page.goto(first);
  assert.equal(await page.textContent("h1"), "Update an action");
  await checkPage(page, "update-one");
  await tap(page, "Send update");
  assert.match(await page.title(), /^Error: /);
  await checkPage(page, "update-refused");
  await page.getByLabel(/progress/i).first().tap();
  await page.getByLabel("Explanation").fill("The room is found; the fit-out starts in May.");
  await page.getByLabel(/^Link to evidence/).fill("https://www.westerby.example/estates/news");
  await tap(page, "Send update");
  assert.equal(await page.textContent("h1"), "Update sent");
  assert.match(await page.textContent("main"), /1 more update requested/);
  await checkPage(page, "update-sent");
  await Promise.all([page.waitForEvent("load"), page.getByRole("link", { name: "Update progress" }).tap()]);
  assert.equal(await page.textContent("h1"), "Update an action");
});

step("the owner replies to the second request without script, and no request is left", async () => {
  const [, second, all] = await links();
  const page = await newPage(browser, { ...PHONE, javaScriptEnabled: false });
  await page.goto(second);
  await page.locator('input[name=rating][value="green"]').check();
  await tap(page, "Send update");
  assert.equal(await page.textContent("h1"), "Update sent");
  await page.goto(all);
  assert.equal(await page.textContent("h1"), "Action updates requested");
  assert.match(await page.textContent("main"), /You have sent all requested updates/);
  const other = await newPage(browser, PHONE);
  await other.goto(all);
  await checkPage(other, "update-list");
});

const tap = (page, name) => Promise.all([page.waitForEvent("load"), page.getByRole("button", { name, exact: true }).tap()]);

step("the owner changes the first update, by keyboard", async () => {
  const [first] = await links();
  const owner = atKeyboard(await newPage(browser));
  await owner.page.goto(first);
  await owner.reach(owner.page.locator("summary", { hasText: "Change your update" }));
  await owner.press("Enter");
  await owner.write("Explanation", "The fit-out has begun.");
  await owner.follow("button", "Send update");
  assert.match(await owner.text(), /The fit-out has begun\./);
});

step("the lead sends one update back and approves the other, by keyboard", async () => {
  await lead.page.goto(review);
  await lead.follow("link", "Action plan");
  await lead.follow("link", "Update requests");
  await lead.follow("link", "Updates to approve");
  assert.match(await lead.text(), /The fit-out has begun\./);
  await checkPage(lead.page, "update-approvals");
  // The oldest is the first: the update about the second action.
  await lead.follow("link", /^Send back/);
  await checkPage(lead.page, "update-send-back");
  await lead.follow("button", "Send back");
  assert.match(await lead.page.title(), /^Error: /);
  await checkPage(lead.page, "update-send-back-refused");
  await lead.write("What should the owner change?", "Say which room.");
  await lead.follow("button", "Send back");
  assert.match(await lead.text(), /Update sent back/);
  for (let left = await lead.page.getByRole("button", { name: /^Approve update/ }).count(); left > 0; left -= 1) {
    await lead.follow("button", /^Approve update/);
  }
  assert.match(await lead.text(), /No updates await approval/);
  await checkPage(lead.page, "update-approvals-none");
});

step("the lead writes the minutes of the review, closes it and publishes it", async () => {
  await lead.page.goto(review);
  assert.match(await lead.text(), /The fit-out has begun\./);
  await lead.write("Minutes", "All were there. The workshop is asked again in May.");
  await lead.follow("button", "Save minutes");
  assert.match(await lead.text(), /Minutes saved/);
  await lead.follow("link", "Close progress review");
  await lead.follow("button", "Close progress review");
  assert.match(await lead.text(), /Progress review closed/);
  assert.equal(await lead.page.getByRole("textbox", { name: /^Minutes/ }).count(), 0);
  await lead.tick("radio", "The date, the ratings and the minutes");
  await lead.follow("button", "Save");
  await checkPage(lead.page, "progress-review-closed");
  const everyone = await newPage(browser);
  await everyone.goto(`${program.address}/signatories/westerby-university/plan`).catch(() => {});
  if (!(await everyone.textContent("main")).includes("Last reviewed")) {
    await everyone.goto(`${program.address}/signatories?name=westerby`);
    await everyone.getByRole("link", { name: /Westerby/ }).first().click();
  }
  await everyone.locator('a[href*="/progress-reviews/"]').first().click();
  assert.match(await everyone.textContent("main"), /The workshop is asked again in May/);
  await checkPage(everyone, "public-progress-review");
});

step("an owner’s link accepts no update after the review is closed", async () => {
  const [first] = await links();
  const page = await newPage(browser, PHONE);
  await page.goto(first);
  assert.equal(await page.textContent("h1"), "Update no longer needed");
  await checkPage(page, "update-no-longer-needed");
});
