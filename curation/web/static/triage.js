// Nothing here is needed to sort publications. It moves between them and decides with single keys, ticks them all without
// asking the server, and says aloud what the page has just done.
"use strict";

const DECISIONS = { g: "keep", e: "drop", p: "later", l: "link" };

const form = document.querySelector("#tri");
const words = form?.dataset ?? {}; // what it says, in the language of the page
const cards = [...document.querySelectorAll(".sorting .card")];
const boxes = cards.map((card) => card.querySelector("input[type=checkbox]"));
let sent = false;

const counted = (n) => (n > 1 ? words.many.replace("0", n) : n ? words.one : words.none);
const ticked = () => boxes.filter((box) => box.checked).length;
const current = () => cards.findIndex((card) => card.contains(document.activeElement));

function count() {
  const n = ticked();
  document.querySelector("#cochees").textContent = counted(n);
  document.querySelector("#tout").textContent = n && n === boxes.length ? words.untick : words.tick;
}

function tick(box, on) {
  box.checked = on;
  count();
  keys.say(counted(ticked()));
}

function move(by) {
  const here = current();
  const next = here < 0 ? (by > 0 ? 0 : cards.length - 1) : here + by;
  if (next < 0 || next >= cards.length) return;
  cards[next].focus();
}

// For those ticked, else for the one that has the focus: the same buttons that a hand would press.
function decide(decision) {
  const here = cards[current()];
  const scope = ticked() ? document.querySelector(".bulk") : here;
  const wanted = ticked() ? `[name=decision][value=${decision}]` : `[data-decision=${decision}]`;
  const button = scope?.querySelector(wanted);
  if (button) button.click();
  else keys.say(scope ? words.impossible : words.nowhere);
}

function pressed(key) {
  if (key === "j" || key === "k") move(key === "j" ? 1 : -1);
  else if (key === "x" && current() >= 0) tick(boxes[current()], !boxes[current()].checked);
  else if (key in DECISIONS) decide(DECISIONS[key]);
  else return false;
  return true;
}

if (form) {
  keys.listen(pressed);
  form.addEventListener("change", count);
  document.querySelector("#tout").addEventListener("click", (event) => {
    event.preventDefault();
    const on = ticked() < boxes.length;
    for (const box of boxes) box.checked = on;
    count();
    keys.say(counted(ticked()));
  });
  // A key held down, or a double click, must not decide twice.
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
    count();
  });
}

// After a decision: go on with the next publication, and say what was done. The browser goes to the receipt by itself, and
// only then may the focus move on.
const receipt = document.querySelector("#suite");
if (receipt) {
  window.addEventListener("load", () => {
    setTimeout(() => {
      const next = receipt.nextElementSibling;
      (next?.matches(".card") ? next : receipt).focus({ preventScroll: true });
      keys.say(receipt.querySelector("span").textContent);
    }, 100);
  });
}
