// The secretariat changes an allocation by dragging a reviewer: with a mouse and with a finger, to a panel and onto another reviewer. Nothing is
// changed before the page that shows the cost was confirmed, and Escape ends a drag.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { checkPage, newPage, openBrowser } from "./browser.mjs";
import { signIn } from "./forms.mjs";
import { startAssay } from "./program.mjs";

let program, browser, page, allocation;

before(async () => {
  program = await startAssay();
  browser = await openBrowser();
  page = await newPage(browser, { viewport: { width: 1280, height: 900 } });
  await signIn(page.context(), await program.linkFor("morgan.vale@charter.example"));
  await page.goto(`${program.address}/peer-review`);
  const round = page.locator("main li", { hasText: "Allocating" }).locator("a[href^='/peer-review/rounds/']").first();
  allocation = new URL(`${await round.getAttribute("href")}/allocation`, program.address).href;
});
after(async () => {
  await browser?.close();
  await program?.end();
});

const panel = (number) => page.locator(`[data-panel="${number}"]`);
const first = (number) => panel(number).locator("tbody tr").first();
const nameOf = (row) => row.getAttribute("data-name");
const label = () => page.locator(".drag-label");

/** The middle of an element that is scrolled into view. */
async function middle(element) {
  await element.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await element.boundingBox();
  return [x + width / 2, y + height / 2];
}

/** Presses the mouse on the handle of a reviewer and moves it over another element, scrolling as a user does. */
async function drag(row, target) {
  const handle = row.locator(".drag-handle");
  await page.mouse.move(...await middle(handle));
  await page.mouse.down();
  await page.mouse.move(...(await middle(handle)).map((at) => at + 8));
  for (let tries = 0; tries < 200; tries += 1) {
    const box = await target.boundingBox();
    const at = box.y + Math.min(box.height / 2, 40);
    // Near the edge of the window, the page scrolls by itself.
    const inside = Math.max(20, Math.min(at, 880));
    await page.mouse.move(box.x + box.width / 2, inside);
    if (at === inside && at > 80 && at < 820) break;
    await page.waitForTimeout(30);
  }
}

const drop = () => Promise.all([page.waitForEvent("load"), page.mouse.up()]);
const teams = async () => Promise.all([1, 2].map(async (number) => {
  const rows = await panel(number).locator("tbody tr").all();
  return (await Promise.all(rows.map(nameOf))).sort();
}));

test("a reviewer who is dropped on another panel is moved after a page with the cost", async () => {
  await page.goto(allocation);
  await checkPage(page, "allocation");
  const before = await teams();
  const name = await nameOf(first(1));
  await drag(first(1), panel(2).locator("h2"));
  assert.equal(await label().innerText(), `Move ${name} to panel 2`);
  assert.equal(await panel(2).evaluate((each) => each.classList.contains("drop-here")), true);
  await drop();
  assert.match(page.url(), /\/allocation\/change\?.*option=to-2/);
  const shown = await page.textContent("main");
  assert.match(shown, /Move to panel 2/);
  assert.match(shown, /Overall match [\d.]+ \(now [\d.]+\)/);
  assert.match(shown, /Rules/);
  await checkPage(page, "allocation-change");
  await page.goto(allocation);
  assert.deepEqual(await teams(), before, "the page that was left has changed nothing");
});

test("a reviewer who is dropped on another is swapped with them once the change is confirmed", async () => {
  await page.goto(allocation);
  const [before, moved, other] = [await teams(), await nameOf(first(1)), await nameOf(first(2))];
  await drag(first(1), first(2));
  assert.equal(await label().innerText(), `Swap ${moved} with ${other}`);
  await drop();
  assert.match(page.url(), /option=swap-2-/);
  const change = page.getByRole("button", { name: "Change allocation" });
  // A conflict of interest would make this one impossible; then nothing can be confirmed.
  if (await change.count() === 0) {
    assert.match(await page.textContent("main"), /This is not possible/);
    return;
  }
  await Promise.all([page.waitForEvent("load"), change.click()]);
  const expected = before.map((team) => team.map((name) => ({ [moved]: other, [other]: moved })[name] ?? name).sort());
  assert.deepEqual(await teams(), expected);
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Undo last change" }).click()]);
  assert.deepEqual(await teams(), before);
});

test("a reviewer is taken off by dropping them on the list of those without a submission", async () => {
  await page.goto(allocation);
  const name = await nameOf(first(1));
  await drag(first(1), panel("").locator("h2"));
  assert.equal(await label().innerText(), `Take ${name} off panel 1`);
  await drop();
  assert.match(page.url(), /option=leave/);
  assert.match(await page.textContent("main"), /Take off panel 1/);
});

test("Escape, the own panel and a short press change nothing", async () => {
  await page.goto(allocation);
  await drag(first(1), panel(2).locator("h2"));
  await page.keyboard.press("Escape");
  assert.equal(await label().count(), 0);
  await page.mouse.up();
  await page.waitForTimeout(200);
  assert.equal(page.url(), allocation);
  await drag(first(1), panel(1).locator("h2"));
  assert.match(await label().innerText(), /^Drag /);
  await page.mouse.up();
  await first(1).locator(".drag-handle").click();
  await page.waitForTimeout(200);
  assert.equal(page.url(), allocation);
  assert.equal(await page.locator(".drop-here, .dragged, .drag-label").count(), 0, "nothing is left of a drag");
});

test("a finger drags as well, at 320 pixels, and may be taken away by the system", async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 800 }, hasTouch: true, isMobile: true });
  const phone = await context.newPage();
  await signIn(context, await program.linkFor("morgan.vale@charter.example"));
  await phone.goto(allocation);
  const client = await context.newCDPSession(phone);
  const touch = (type, points) => client.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y]) => ({ x, y })) });
  const row = phone.locator('[data-panel="2"] tbody tr').first();
  const name = await nameOf(row);
  const handle = row.locator(".drag-handle");
  await handle.evaluate((each) => each.scrollIntoView({ block: "center" }));
  const { x, y } = await handle.boundingBox();
  const start = [x + 10, y + 10];
  /** Holds the finger at the upper edge until the page has scrolled to the panel before. */
  const toFirstPanel = async () => {
    await touch("touchStart", [start]);
    await touch("touchMove", [[start[0] + 20, start[1] - 20]]);
    for (let tries = 0; tries < 300; tries += 1) {
      const box = await phone.locator('[data-panel="1"] h2').boundingBox();
      if (box.y > 70) {
        await touch("touchMove", [[box.x + 20, box.y + 10]]);
        return;
      }
      await touch("touchMove", [[160, 20 + tries % 2]]);
      await phone.waitForTimeout(30);
    }
  };
  await toFirstPanel();
  // The label follows with the next picture.
  await phone.locator(".drag-label", { hasText: `Move ${name} to panel 1` }).waitFor();
  await touch("touchCancel", []);
  assert.equal(await phone.locator(".drag-label").count(), 0, "a cancelled touch ends the drag");
  assert.equal(phone.url(), allocation);
  await handle.evaluate((each) => each.scrollIntoView({ block: "center" }));
  const again = await handle.boundingBox();
  [start[0], start[1]] = [again.x + 10, again.y + 10];
  await toFirstPanel();
  await Promise.all([phone.waitForEvent("load"), touch("touchEnd", [])]);
  assert.match(phone.url(), /option=to-1/);
  await context.close();
});

test("the links beside the handles do the same without a pointer and without script", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await signIn(context, await program.linkFor("morgan.vale@charter.example"));
  await plain.goto(allocation);
  assert.equal(await plain.locator("[data-drag-hint]").isVisible(), false);
  assert.equal(await plain.locator("tr .drag-handle").count(), 0);
  await Promise.all([plain.waitForEvent("load"), plain.getByRole("link", { name: /^Move or swap/ }).first().click()]);
  assert.ok(await plain.locator("input[name=option]").count() > 1);
  await context.close();
});
