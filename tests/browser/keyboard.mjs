// Somebody who has a keyboard and no mouse. Whatever they use is reached by pressing Tab, and must show that it has the focus.
import assert from "node:assert/strict";

/** Further than this nobody presses Tab. */
const PATIENCE = 400;

/** In the page: whether one sees that `element` has the focus, by comparing how it and what stands for it look with and without. */
function isSeen(element) {
  const stand = [element, element.labels?.[0]].filter(Boolean);
  const look = () => stand.flatMap((one) => [null, "::before", "::after"].map((part) => {
    const { outline, boxShadow, backgroundColor, borderColor, color, textDecoration } = getComputedStyle(one, part);
    return [outline, boxShadow, backgroundColor, borderColor, color, textDecoration].join();
  })).join("|");
  const focused = look();
  element.blur();
  const blurred = look();
  element.focus({ focusVisible: true, preventScroll: true });
  const { top, bottom, width } = (element.labels?.[0] ?? element).getBoundingClientRect();
  return focused !== blurred && width > 1 && bottom > 0 && top < innerHeight;
}

/** A person at `page`. Nothing here uses a mouse, and fields are found by what a screen reader calls them. */
export function atKeyboard(page) {
  const press = (key) => page.keyboard.press(key);

  /** Press Tab until `control` (a locator of one element, or a role and a name) has the focus. */
  const reach = async (role, name) => {
    const control = typeof role === "string" ? page.getByRole(role, { name, exact: typeof name === "string" }).first() : role;
    await control.waitFor({ state: "attached", timeout: 5000 });
    const wanted = await control.elementHandle();
    const has = (test) => page.evaluate(test, wanted);
    for (let tries = 0; tries < PATIENCE; tries += 1) {
      if (await has((element) => document.activeElement === element)) {
        assert.ok(await wanted.evaluate(isSeen), `one sees that ${name ?? role} has the focus`);
        return control;
      }
      // Of radio buttons Tab reaches one, and arrows the others.
      if (await has((element) => element.type === "radio" && document.activeElement?.name === element.name)) await press("ArrowDown");
      else await press("Tab");
    }
    throw new Error(`Tab never comes to ${name ?? role} on ${page.url()}`);
  };
  /** Press a link or a button, and wait for the page that comes. */
  const follow = async (role, name) => {
    await reach(role, name);
    const comes = page.waitForEvent("load");
    await press("Enter");
    await comes;
  };
  return {
    page, reach, press, follow,
    /** Put `words` into a field in place of what stands there. */
    write: async (name, words) => {
      await reach("textbox", name);
      await press("ControlOrMeta+a");
      await page.keyboard.insertText(words);
    },
    /** Type `day`, `month` and `year` into the three fields of a date. */
    date: async (name, ...parts) => {
      const group = page.getByRole("group", { name });
      for (const [at, field] of ["Day", "Month", "Year"].entries()) {
        await reach(group.getByRole("textbox", { name: field, exact: true }));
        await press("ControlOrMeta+a");
        await page.keyboard.type(parts[at]);
      }
    },
    /** Choose a radio button or tick a box. */
    tick: async (role, name) => {
      const control = await reach(role, name);
      if (!await control.isChecked()) await press("Space");
      assert.ok(await control.isChecked(), `${name} is chosen`);
    },
    /** Choose of a list by typing the beginning of what is wanted. */
    choose: async (name, wanted) => {
      const list = await reach("combobox", name);
      await page.keyboard.type(wanted);
      assert.ok((await list.evaluate((each) => each.selectedOptions[0].label)).startsWith(wanted), `${wanted} is chosen`);
    },
    heading: () => page.locator("h1").innerText(),
    text: () => page.locator("main").innerText(),
  };
}
