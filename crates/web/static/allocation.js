// Lets a reviewer be dragged to another panel, onto another reviewer, or off the panels, on the page of an allocation. The links "Move or swap"
// do the same without a pointer and without script.
//
// Dropping changes nothing: it opens the page that shows what the change costs and which rules it breaks, and that page makes it.
//
// <div data-change="ADDRESS"> holds everything. In it, an element with "data-panel" is a panel with that number, or, if it is empty, the place of
// those without a submission; an element with "data-person" is a reviewer in it. "data-handle" is where the handle goes.
"use strict";

const STEP = 12; // pixels by which the page scrolls at a time while the pointer is near its upper or lower edge
const EDGE = 60; // pixels that count as near
const SLACK = 4; // pixels that the pointer may move before it is a drag

const nameOf = (row) => row.dataset.name;
const panelOf = (row) => row.closest("[data-panel]").dataset.panel;

/** What dropping `row` at `element` would do: the value of the option, its words, and what is marked. Nothing if it would do nothing. */
function dropAt(row, element) {
  const [from, panel] = [panelOf(row), element?.closest("[data-panel]")];
  if (!panel || panel.dataset.panel === from) return null;
  const [to, other] = [panel.dataset.panel, element.closest("[data-person]")];
  if (to === "") {
    if (other) return { option: `by-${other.dataset.person}`, words: `${nameOf(other)} takes the place of ${nameOf(row)}`, mark: other };
    return { option: "leave", words: `Take ${nameOf(row)} off panel ${from}`, mark: panel };
  }
  if (other) {
    const words = from === "" ? `${nameOf(row)} takes the place of ${nameOf(other)}` : `Swap ${nameOf(row)} with ${nameOf(other)}`;
    return { option: `swap-${to}-${other.dataset.person}`, words, mark: other };
  }
  const words = from === "" ? `Add ${nameOf(row)} to panel ${to}` : `Move ${nameOf(row)} to panel ${to}`;
  return { option: `to-${to}`, words, mark: panel };
}

function draggable(board, row) {
  const handle = document.createElement("span");
  handle.className = "drag-handle";
  handle.setAttribute("aria-hidden", "true"); // the link beside it does the same for a keyboard and a screen reader
  handle.title = `Drag ${nameOf(row)}`;
  row.querySelector("[data-handle]").prepend(handle);

  let drag = null; // the drag that goes on: where it began, where the pointer is, its label, what it would do

  const mark = (drop) => {
    drag.drop?.mark.classList.remove("drop-here");
    drag.drop = drop;
    drop?.mark.classList.add("drop-here");
    drag.label.textContent = drop?.words ?? `Drag ${nameOf(row)} to a panel or a reviewer`;
  };
  const follow = () => {
    const { x, y, label } = drag;
    // The label stays inside the window.
    label.style.left = `${Math.max(8, Math.min(x + 16, document.documentElement.clientWidth - label.offsetWidth - 8))}px`;
    label.style.top = `${y + 24 + label.offsetHeight > innerHeight ? y - 16 - label.offsetHeight : y + 24}px`;
    mark(dropAt(row, document.elementFromPoint(x, y)));
  };
  const scroll = (mine) => {
    if (drag !== mine) return;
    const by = drag.y < EDGE ? -STEP : drag.y > innerHeight - EDGE ? STEP : 0;
    if (by) {
      scrollBy(0, by);
      follow();
    }
    requestAnimationFrame(() => scroll(mine));
  };
  const end = () => {
    if (!drag) return null;
    const { drop, label, pointer } = drag;
    drop?.mark.classList.remove("drop-here");
    label?.remove();
    row.classList.remove("dragged");
    drag = null;
    removeEventListener("keydown", onKey, true);
    if (handle.hasPointerCapture(pointer)) handle.releasePointerCapture(pointer);
    return drop;
  };
  const onKey = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    end();
  };

  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || drag) return;
    event.preventDefault(); // no selection of text
    handle.setPointerCapture(event.pointerId);
    drag = { pointer: event.pointerId, startX: event.clientX, startY: event.clientY, x: event.clientX, y: event.clientY, drop: null, label: null };
    addEventListener("keydown", onKey, true);
  });
  handle.addEventListener("pointermove", (event) => {
    if (drag?.pointer !== event.pointerId) return;
    [drag.x, drag.y] = [event.clientX, event.clientY];
    if (!drag.label) {
      if (Math.hypot(drag.x - drag.startX, drag.y - drag.startY) < SLACK) return;
      drag.label = document.body.appendChild(Object.assign(document.createElement("div"), { className: "drag-label" }));
      drag.label.setAttribute("aria-hidden", "true");
      row.classList.add("dragged");
      const mine = drag;
      requestAnimationFrame(() => scroll(mine));
    }
    follow();
  });
  handle.addEventListener("pointerup", (event) => {
    if (drag?.pointer !== event.pointerId) return;
    const drop = end();
    if (!drop) return;
    const address = new URL(board.dataset.change, location.href);
    const { proposal, version } = board.dataset;
    address.search = new URLSearchParams({ proposal, version, person: row.dataset.person, from: panelOf(row), option: drop.option });
    location.assign(address);
  });
  for (const name of ["pointercancel", "lostpointercapture"]) handle.addEventListener(name, end);
}

for (const board of document.querySelectorAll("[data-change]")) {
  for (const row of board.querySelectorAll("[data-person]")) draggable(board, row);
  for (const hint of board.querySelectorAll("[data-drag-hint]")) hint.hidden = false;
}
