// A user with a keyboard and no mouse. Everything they use is reached with Tab, and must show that it has the focus.
import assert from "node:assert/strict";

/** The maximum number of Tab presses. */
const MAX_TABS = 400;

/** Runs in the page: whether the focus on `element` is visible, by comparing its style, and that of its label, with and without the focus. */
function isFocusVisible(element) {
  const shown = [element, element.labels?.[0]].filter(Boolean);
  const look = () => shown.flatMap((one) => [null, "::before", "::after"].map((part) => {
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

/** Operates `page` by keyboard only. Fields are found by their accessible names. */
export function atKeyboard(page) {
  const press = (key) => page.keyboard.press(key);

  /** Presses Tab until a control has the focus: a locator of one element, or a role and a name. */
  const reach = async (role, name) => {
    const control = typeof role === "string" ? page.getByRole(role, { name, exact: typeof name === "string" }).first() : role;
    await control.waitFor({ state: "attached", timeout: 5000 });
    const wanted = await control.elementHandle();
    const has = (test) => page.evaluate(test, wanted);
    for (let tries = 0; tries < MAX_TABS; tries += 1) {
      if (await has((element) => document.activeElement === element)) {
        assert.ok(await wanted.evaluate(isFocusVisible), `the focus on ${name ?? role} is visible`);
        return control;
      }
      // Tab reaches one of a group of radio buttons, and the arrow keys the others.
      if (await has((element) => element.type === "radio" && document.activeElement?.name === element.name)) await press("ArrowDown");
      else await press("Tab");
    }
    throw new Error(`Tab does not reach ${name ?? role} on ${page.url()}`);
  };
  /** Follows a link or selects a button, and waits for the next page. */
  const follow = async (role, name) => {
    await reach(role, name);
    const loaded = page.waitForEvent("load");
    await press("Enter");
    await loaded;
  };
  return {
    page, reach, press, follow,
    /** Replaces the text of a field. */
    write: async (name, text) => {
      await reach("textbox", name);
      await press("ControlOrMeta+a");
      await page.keyboard.insertText(text);
    },
    /** Types a day, a month and a year into the three fields of a date. */
    date: async (name, ...parts) => {
      const group = page.getByRole("group", { name });
      for (const [at, field] of ["Day", "Month", "Year"].entries()) {
        await reach(group.getByRole("textbox", { name: field, exact: true }));
        await press("ControlOrMeta+a");
        await page.keyboard.type(parts[at]);
      }
    },
    /** Selects a radio button or a checkbox. */
    tick: async (role, name) => {
      const control = await reach(role, name);
      if (!await control.isChecked()) await press("Space");
      assert.ok(await control.isChecked(), `${name} is selected`);
    },
    /** Selects an option of a list by typing its beginning. */
    choose: async (name, wanted) => {
      const list = await reach("combobox", name);
      await page.keyboard.type(wanted);
      assert.ok((await list.evaluate((each) => each.selectedOptions[0].label)).startsWith(wanted), `${wanted} is selected`);
    },
    heading: () => page.locator("h1").innerText(),
    text: () => page.locator("main").innerText(),
  };
}
