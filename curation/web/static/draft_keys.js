// The keys of a draft and of its editor: single ones between segments, others inside the editor. Nothing here is needed
// to review: every key presses a link or a button of the page. Loaded after editor.js, whose functions it calls.
"use strict";

{
  const { ROW, WORDS, areaOf, close, focusRow, inPlace, numberOf, open, rowOf, shown, type } = editor;
  let lastG = 0;

  // A no-break space; pressed again, a narrow one, and so on.
  function noBreak(area) {
    const place = area.selectionStart;
    const before = area.value[place - 1];
    const again = place === area.selectionEnd && (before === "\u00a0" || before === "\u202f");
    if (again) area.setSelectionRange(place - 1, place);
    type(area, again && before === "\u00a0" ? "\u202f" : "\u00a0");
  }

  function insertTerm(panel, n) {
    panel.querySelectorAll("[data-insert]")[n - 1]?.click();
  }

  function take(panel, n) {
    panel.querySelectorAll("[data-take]")[n - 1]?.requestSubmit();
  }

  function current() {
    const active = document.activeElement;
    const panel = active.closest("[data-panel]");
    return panel ? rowOf(panel.dataset.panel) : (active.closest(ROW) ?? document.querySelector(":is(.row, .cell):target"));
  }

  function step(by) {
    const rows = [...document.querySelectorAll(ROW)];
    const here = rows.indexOf(current());
    const seen = rows.findIndex((row) => row.getBoundingClientRect().bottom > 0);
    const next = rows[here < 0 ? seen : here + by];
    if (next) focusRow(next);
    else document.querySelector(by > 0 ? ".pager a[rel=next]" : ".pager a[rel=prev]")?.click();
  }

  const follows = (here, element) => !here || here.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING;

  function nextOf(selector, toRow) {
    const here = current();
    const found = [...document.querySelectorAll(selector)].find((element) => {
      const row = toRow ? element.closest(ROW) : element;
      return row && row !== here && follows(toRow ? here : document.activeElement, row);
    });
    if (found) focusRow(toRow ? found.closest(ROW) : found);
    else keys.say(WORDS.noMore);
  }

  // The lists beside the text name the segments of every part.
  function nextPoint() {
    const here = current() ? Number(numberOf(current())) : -1;
    const links = [...document.querySelectorAll(".places a[href*='#s']")];
    const numbered = links.map((link) => [Number(link.hash.slice(2)), link]).filter(([n]) => n > here);
    const [number, link] = numbered.sort(([a], [b]) => a - b)[0] ?? [];
    if (!link) keys.say(WORDS.noMore);
    else if (rowOf(number)) focusRow(rowOf(number));
    else location.assign(link.href);
  }

  function goToTop() {
    scrollTo({ top: 0 });
    document.querySelector("#contenu").focus({ preventScroll: true });
  }

  function act(key, event) {
    const digit = /^Digit([1-9])$/.exec(event.code);
    const panel = shown();
    const here = current();
    const twice = key === "g" && event.timeStamp - lastG < 1000;
    lastG = key === "g" ? event.timeStamp : 0;
    if (digit && panel) insertTerm(panel, Number(digit[1]));
    else if (key === "g") twice && goToTop();
    else if (key === "s") (panel ?? here)?.querySelector("a[href*='/original/']")?.click();
    else if (!inPlace) return false;
    else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "n") nextPoint();
    else if (key === "e") nextOf(".finding:not(.unsure, .suggestion, .editor *)", true);
    else if (key === "c") nextOf(".comment", false);
    else if (key === "d") (document.querySelector("#etapes") ?? document.querySelector("#decider")).focus();
    else if (key === "enter" && document.activeElement.matches(ROW)) open(here);
    else return false;
    return true;
  }

  function inEditor(event) {
    const panel = event.target.closest?.("[data-panel]");
    if (event.isComposing) return;
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    const control = ctrlKey || metaKey;
    if (!panel) {
      if (key === "Enter" && (altKey || (control && shiftKey)) && document.activeElement.matches(ROW)) {
        event.preventDefault();
        open(document.activeElement);
      }
      return;
    }
    const form = panel.querySelector(".writing");
    const digit = /^Digit([1-9])$/.exec(event.code);
    if (key === "Escape" && inPlace) close(panel);
    else if (!form) return;
    else if (key === "Enter" && (altKey || (control && shiftKey))) form.requestSubmit(form.querySelector("[name=suite]"));
    else if (key === "Enter" && control && !event.defaultPrevented) form.requestSubmit(form.querySelector(".main"));
    else if (digit && altKey && !control) (shiftKey ? insertTerm : take)(panel, Number(digit[1]));
    else if (event.code === "Space" && control && shiftKey && event.target === areaOf(panel)) noBreak(areaOf(panel));
    else return;
    event.preventDefault();
  }

  document.addEventListener("keydown", inEditor);
  keys.listen(act);
}
