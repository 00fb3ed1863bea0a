import { usePasskeys } from "./passkey.js";
import { uploadInPieces } from "./upload.js";
import { wordsOf } from "./words.js";

// What a browser can make easier. Every page works without it: nothing here decides anything that the server does not decide again.

/** Moves the focus to the error summary, or to the notice of what was done, when the page opens. */
function focusMessage() {
  document.querySelector("[data-focus]")?.focus();
}

/** A second press while the first is on its way is dropped. Coming back to the page makes the buttons ready again. */
function preventDoubleSubmit() {
  const once = 10_000; // milliseconds; after this the line is taken to be broken, and pressing again is sensible
  let sent = new WeakMap();
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.submitter?.hasAttribute("data-prevent-double-click")) return;
    const now = Date.now();
    if (now - (sent.get(event.target) ?? -Infinity) < once) event.preventDefault();
    else sent.set(event.target, now);
  });
  window.addEventListener("pageshow", () => { sent = new WeakMap(); });
}

/** Ticks every box of a list, or none when all of them are ticked. */
function tickAll() {
  for (const button of document.querySelectorAll("[data-tick-all]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const boxes = [...button.closest("form").querySelectorAll("input[type=checkbox]")];
      const all = boxes.every((box) => box.checked);
      for (const box of boxes) box.checked = !all;
    });
  }
}

/** In a list the arrow keys go from row to row, in the same column: to its box or link. */
function moveByArrows() {
  for (const list of document.querySelectorAll("[data-rows]")) {
    for (const hint of list.querySelectorAll("[data-rows-hint]")) hint.hidden = false;
    list.addEventListener("keydown", (event) => {
      const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
      const cell = event.target.closest("tbody td, tbody th");
      if (!step || !cell || event.altKey || event.ctrlKey || event.metaKey) return;
      for (let row = cell.parentElement[step]; row; row = row[step]) {
        const next = row.cells[cell.cellIndex].querySelector("a, input");
        if (!next) continue;
        event.preventDefault();
        next.focus();
        return;
      }
    });
  }
}

/** Asks before text is lost that has not been saved. */
function warnUnsaved() {
  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    // What saves itself as it is written is asked about by whoever saves it.
    const state = () => JSON.stringify([...form.elements].filter((it) => it.name && !it.closest("[data-answer]")).map((it) => [it.value, it.checked]));
    const before = form.dataset.unsaved === "changed" ? null : state();
    let leaving = false;
    form.addEventListener("submit", (event) => { leaving = !event.defaultPrevented; });
    window.addEventListener("pageshow", () => { leaving = false; });
    window.addEventListener("beforeunload", (event) => {
      if (!leaving && state() !== before) event.preventDefault();
    });
  }
}

/** Hides what is asked only after certain answers on the same page, until one of them is chosen. What was typed in it stays. */
function askIf() {
  for (const part of document.querySelectorAll("[data-ask-if]")) {
    const wanted = part.dataset.askIfIs.split(",");
    const name = part.dataset.askIf;
    const look = () => {
      const asked = [...part.closest("form").elements].some((field) => field.name === name && wanted.includes(field.value) && (field.checked || field.tagName === "SELECT") && !field.closest("[hidden]"));
      if (part.hidden === !asked) return;
      part.hidden = !asked;
      // Something further down may depend on what has just been hidden or shown.
      document.dispatchEvent(new Event("change"));
    };
    document.addEventListener("change", look);
    look();
  }
}

/** Says how many characters are left, counted as a reader sees them: a letter with its vowel signs is one. */
function countCharacters() {
  const segmenter = "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;
  const length = (text) => segmenter ? [...segmenter.segment(text)].length : [...text].length;
  const figure = new Intl.NumberFormat("en-GB");
  for (const area of document.querySelectorAll("textarea[data-count]")) {
    const most = Number(area.dataset.count);
    const words = wordsOf(area);
    const shown = document.getElementById(`${area.id}-count`);
    const spoken = document.createElement("span");
    spoken.className = "govuk-visually-hidden";
    spoken.setAttribute("role", "status");
    shown.after(spoken);
    let waiting;
    const tell = () => {
      const left = most - length(area.value.normalize("NFC"));
      shown.textContent = words((left < 0 ? "over" : "left") + (Math.abs(left) === 1 ? "One" : ""), figure.format(Math.abs(left)));
      shown.classList.toggle("character-count--over", left < 0);
      return left;
    };
    area.addEventListener("input", () => {
      const left = tell();
      clearTimeout(waiting);
      // A screen reader hears it in a pause of typing, and only when it begins to matter.
      waiting = setTimeout(() => { spoken.textContent = left < most / 10 ? shown.textContent : ""; }, 1000);
    });
    tell();
  }
}

/** Whoever signs out leaves no text of theirs on the device; what has not arrived is asked about first. */
function forgetOnSignOut() {
  for (const form of document.querySelectorAll("form[data-person]")) {
    form.addEventListener("submit", (event) => {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(`draft:${form.dataset.person}:`));
      if (names.length > 0 && !confirm(form.dataset.unsent)) event.preventDefault();
      else for (const name of names) localStorage.removeItem(name);
    });
  }
}

uploadInPieces();
forgetOnSignOut();
usePasskeys();
preventDoubleSubmit();
warnUnsaved();
countCharacters();
askIf();
focusMessage();
tickAll();
moveByArrows();
