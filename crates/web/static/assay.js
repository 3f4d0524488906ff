// What script adds to pages that work without it: words are counted while they are typed, and an answer is saved while it is written.
//
// A form with data-autosave="ADDRESS" is sent there as it stands, asking for JSON. The server answers
//   200 {"saved_at": "14:32", "revision": 7}   saved; the next save names this revision
//   409 {"merge": "/address", "own": false}    another version was saved first, one's own in another tab or another
//                                              person's; both versions are at that address
//   422 {"message": "…"}                       it cannot be saved as it is
// Until an answer says "saved", the words are also kept in this browser, for each tab by itself.
// The field "tab" names this page from its loading on and counts its changes, so that the server tells a tab from another
// tab of the same person; "restored" names the tab whose words were restored here.
"use strict";

const PAUSE = 1500; // milliseconds without a keystroke before a save
const AGAIN = 10_000; // and before the next try, when one failed

// As `model::prose::words` counts for the server: marks of lists and headings and addresses behind links are no words.
const countWords = (text) => text
  .replace(/^\s*(?:[-*+>]|\d+[.)]|#{1,6})\s+/gmu, "")
  .replace(/\[([^\]]*)\]\([^)]*\)/gu, "$1")
  .split(/\s+/u).filter(Boolean).length;

function countWhileTyping(line) {
  const text = document.getElementById(line.dataset.count);
  const limit = Number(text.dataset.limit ?? 0);
  const show = () => {
    const words = countWords(text.value);
    const unit = words === 1 && !limit ? "word" : "words";
    line.textContent = limit ? `${words} of ${limit} ${unit}` : `${words} ${unit}`;
    line.classList.toggle("over", limit > 0 && words > limit);
    if (limit > 0 && words > limit) line.textContent += `: ${words - limit} over the limit`;
  };
  text.addEventListener("input", show);
  show();
}

const newTab = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// Words that the server has not acknowledged, by the form's address and the tab, so that no tab overwrites another's.
function keeper(address, tab) {
  const start = `assay:${address}`;
  const key = `${start}#${tab}`;
  const safely = (act) => {
    try { return act(); } catch { return null; } // storage may be full or forbidden; saving goes on without it
  };
  const read = (key) => safely(() => ({ key, ...JSON.parse(localStorage.getItem(key)) }));
  return {
    keep: (words, step) => safely(() => localStorage.setItem(key, JSON.stringify({ words, tab: `${tab}.${step}`, at: new Date().toISOString() }))),
    // Of every tab, the latest first.
    kept: () => (safely(() => Object.keys(localStorage)) ?? [])
      .filter((key) => key === start || key.startsWith(`${start}#`))
      .map(read).filter((entry) => entry?.words).sort((one, other) => (one.at < other.at ? 1 : -1)),
    forget: (other = key) => safely(() => localStorage.removeItem(other)),
  };
}

function forgetAllOnSignOut() {
  document.querySelector('form[action="/sign-out"]')?.addEventListener("submit", () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("assay:")) localStorage.removeItem(key);
  });
}

function element(name, text, attributes = {}) {
  const made = Object.assign(document.createElement(name), attributes);
  made.textContent = text;
  return made;
}

function saveWhileWriting(form) {
  const tab = newTab();
  const store = keeper(form.dataset.autosave, tab);
  const texts = [...form.querySelectorAll("textarea")];
  const says = element("p", "", { className: "saved" });
  says.setAttribute("role", "status");
  (texts[0]?.parentElement.querySelector(".under") ?? form).append(says);

  let changed = false; // something is not acknowledged
  let version = 0; // counts changes, so that a save knows whether more was typed meanwhile
  let saving = false;
  let timer = null;
  let restoredFrom = null; // where the words are kept that were restored, until they are saved

  const field = (name) => form.appendChild(element("input", "", { type: "hidden", name }));
  const [tabField, restoredField] = [field("tab"), field("restored")];
  const count = () => {
    version += 1;
    tabField.value = `${tab}.${version}`;
  };
  tabField.value = `${tab}.0`;

  const say = (unsaved, ...parts) => {
    says.classList.toggle("unsaved", unsaved);
    says.replaceChildren(...parts);
  };
  const words = () => Object.fromEntries(texts.map((text) => [text.name, text.value]));
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };
  const touched = () => {
    changed = true;
    count();
    store.keep(words(), version);
    later(PAUSE);
  };
  const notSaved = (why) => say(true, `Not saved: ${why}. Your text is stored in this browser.`);

  async function save() {
    if (saving || !changed) return;
    saving = true;
    const sent = version;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
        redirect: "error",
        keepalive: document.visibilityState === "hidden",
      });
      await understand(answer, sent);
    } catch {
      notSaved("there is no connection");
      later(AGAIN);
    } finally {
      saving = false;
    }
    if (changed && version !== sent) later(PAUSE);
  }

  async function understand(answer, sent) {
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) {
      const revision = form.elements.namedItem("revision");
      if (revision && said.revision !== undefined) revision.value = said.revision;
      restoredField.value = "";
      if (restoredFrom) restoredFrom = store.forget(restoredFrom) ?? null;
      if (version === sent) {
        changed = false;
        store.forget();
      }
      say(false, `Saved at ${said.saved_at}`);
    } else if (answer.status === 409) {
      const why = said.own ? "you saved another version in another tab" : "someone else saved this answer first";
      say(true, `Not saved: ${why}. Your text is stored in this browser. `,
        element("a", "Compare versions", { href: said.merge ?? location.href }));
    } else if (answer.status === 422) {
      notSaved(said.message ?? "there is a problem with your text. Select Save to see what it is");
    } else if (answer.status === 401 || answer.status === 403) {
      notSaved("you are signed out, or you do not have permission to edit this. Sign in again in another tab, then continue here");
    } else {
      notSaved("there is a problem with the service. We will try again in 10 seconds");
      later(AGAIN);
    }
  }

  // Words of an earlier visit, or of another tab, that were never acknowledged and differ from what stands here now.
  function offerKept() {
    for (const kept of store.kept()) offerOne(kept);
  }

  function offerOne(kept) {
    const same = (mine, theirs) => mine.replaceAll("\r\n", "\n").trimEnd() === theirs.replaceAll("\r\n", "\n").trimEnd();
    const differing = texts.filter((text) => kept.words[text.name] !== undefined && !same(kept.words[text.name], text.value));
    if (!differing.length) return store.forget(kept.key);
    const offer = element("div", "", { className: "warning" });
    const at = new Date(kept.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
    const choice = (label, act) => {
      const button = element("button", label, { className: "button", type: "button" });
      button.addEventListener("click", () => { offer.remove(); act(); texts[0].focus(); });
      return button;
    };
    const buttons = element("div", "", { className: "buttons" });
    buttons.append(
      choice("Restore my text", () => {
        [restoredField.value, restoredFrom] = [kept.tab ?? "", kept.key];
        for (const text of differing) {
          text.value = kept.words[text.name];
          text.dispatchEvent(new Event("input", { bubbles: true }));
        }
      }),
      choice("Discard my text", () => store.forget(kept.key)),
    );
    offer.append(element("p", `This browser has unsaved text from ${at}. Restore or discard it.`), buttons);
    form.before(offer);
  }

  offerKept();
  form.addEventListener("input", touched);
  form.addEventListener("submit", () => { changed = false; clearTimeout(timer); count(); });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
}

document.querySelectorAll("[data-count]").forEach(countWhileTyping);
document.querySelectorAll("form[data-autosave]").forEach(saveWhileWriting);
forgetAllOnSignOut();
