// Nothing here is needed to review. It opens the editor of a segment in place, under its row, so that reading never loses
// its place; sends its forms without leaving the page; and gives every part of it a key.
"use strict";

const editor = (() => {
  const WORDS = document.querySelector("#annonce").dataset;
  const ROW = ".row[id], .cell[id]";
  const TO_OPEN = "dragoman éditeur à ouvrir";
  const inPlace = document.querySelector(".desk") !== null;
  const panels = new Map(); // those that are open, or hold a text that was not saved, by the number of their segment

  const rowOf = (number) => document.getElementById(`s${number}`);
  const numberOf = (row) => row.id.slice(1);
  const linkOf = (row) => row?.querySelector("a.open-editor");
  const shown = () => [...document.querySelectorAll("[data-panel]")].find((panel) => !panel.hidden);
  const areaOf = (panel) => panel.querySelector(".writing textarea");
  const isUnsaved = (panel) => areaOf(panel) !== null && areaOf(panel).value !== areaOf(panel).dataset.saved;

  // What lies above a row may change its height: the row stays where it is on the screen.
  function keepingInPlace(row, change) {
    const before = row.getBoundingClientRect().top;
    change();
    scrollBy({ top: row.getBoundingClientRect().top - before, behavior: "instant" });
  }

  // So does the field that is open, whatever script changes what lies above it. (The style sheet turns off the browser's
  // own way to do so, which keeps the upper edge of the screen in place and not the field.)
  let held = null;
  function hold() {
    const panel = shown();
    const place = panel && (areaOf(panel) ?? panel).getBoundingClientRect().top + scrollY;
    if (held?.number === panel?.dataset.panel && panel) scrollBy({ top: place - held.place, behavior: "instant" });
    held = panel ? { number: panel.dataset.panel, place } : null;
  }

  async function fetched(address, options) {
    const answer = await fetch(address, options);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  function focusRow(row) {
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  // ---- The panel

  function prepare(panel) {
    for (const element of panel.querySelectorAll("[data-scripted]")) element.hidden = false;
    labelled(panel);
    return panel;
  }

  // The button that goes on says what it will do with the text as it is.
  function labelled(panel) {
    const label = panel.querySelector("[data-label]");
    if (!label) return;
    label.dataset.same ??= label.textContent;
    label.textContent = isUnsaved(panel) ? label.dataset.changed : label.dataset.same;
  }

  function write(panel) {
    const area = areaOf(panel);
    (area ?? panel.querySelector("h2")).focus({ preventScroll: true });
    (area ?? panel).scrollIntoView({ block: "nearest" });
  }

  function put(panel, row) {
    const anchor = row.closest(".scroll") ?? row; // not into a table's cell, which is narrow
    panels.set(panel.dataset.panel, prepare(panel));
    anchor.after(panel);
  }

  function hide(panel) {
    const unsaved = isUnsaved(panel);
    const link = linkOf(rowOf(panel.dataset.panel));
    if (unsaved) link?.setAttribute("data-unsaved", ` – ${WORDS.unsaved}`);
    else link?.removeAttribute("data-unsaved");
    link?.setAttribute("aria-expanded", "false");
    if (unsaved) panel.hidden = true;
    else {
      panels.delete(panel.dataset.panel);
      panel.remove();
    }
  }

  function close(panel) {
    const row = rowOf(panel.dataset.panel);
    keepingInPlace(row, () => hide(panel));
    linkOf(row).focus({ preventScroll: true });
  }

  async function open(row) {
    const number = numberOf(row);
    const link = linkOf(row);
    if (link.ariaBusy === "true") return;
    link.ariaBusy = "true";
    keys.say(WORDS.opening);
    try {
      const panel = panels.get(number) ?? (await fetched(link.href)).querySelector("[data-panel]");
      if (panel) show(panel, row);
      else location.assign(link.href); // it asks to sign in again, for one
    } catch {
      keys.say(WORDS.unreachable);
    } finally {
      link.ariaBusy = "false";
    }
  }

  function show(panel, row) {
    const before = shown();
    keepingInPlace(row, () => {
      if (before) hide(before);
      if (!document.contains(panel)) put(panel, row);
      panel.hidden = false;
    });
    linkOf(row).setAttribute("aria-expanded", "true");
    keys.say("");
    write(panel);
  }

  // The same segment anew: what is being typed, and from which version, goes on.
  function replace(panel, fresh, typed) {
    if (typed) {
      const area = areaOf(fresh);
      if (area) area.value = typed.text;
      const version = fresh.querySelector(".writing [name=version]");
      if (version) version.value = typed.version;
    }
    panel.replaceWith(fresh);
    panels.set(fresh.dataset.panel, prepare(fresh));
    hold();
    (fresh.querySelector(".told a") ?? areaOf(fresh) ?? fresh.querySelector("h2")).focus({ preventScroll: true });
    const told = fresh.querySelector(".told");
    if (told) keys.say(told.textContent);
  }

  // ---- Forms

  async function send(form, button, panel) {
    if (panel.ariaBusy === "true") return;
    const fields = new URLSearchParams(new FormData(form));
    if (button?.name) fields.append(button.name, button.value);
    panel.ariaBusy = "true";
    try {
      const page = await fetched(button?.getAttribute("formaction") ?? form.getAttribute("action"), { method: "POST", body: fields });
      await answered(page, form, panel, button);
    } catch {
      keys.say(WORDS.unreachable);
      announceIn(panel, WORDS.unreachable);
    } finally {
      panel.ariaBusy = "false";
    }
  }

  function announceIn(panel, words) {
    const notice = panel.querySelector(".unreachable") ?? document.createElement("p");
    notice.className = "notice bad unreachable";
    notice.textContent = words;
    areaOf(panel)?.before(notice);
  }

  async function answered(page, form, panel, button) {
    const answer = page.querySelector("[data-panel]");
    if (answer && button?.matches("[data-ask]")) return offered(panel, answer);
    const area = areaOf(panel);
    const typed = !form.matches(".writing") && isUnsaved(panel) && { text: area.value, version: versionOf(panel) };
    if (answer && answer.dataset.panel === panel.dataset.panel) {
      replace(panel, answer, typed);
      refresh(answer.dataset.place);
      return undefined;
    }
    if (answer) return goOn(panel, answer);
    if (page.querySelector(".desk")) {
      brought(page);
      return replace(panel, (await fetched(linkOf(rowOf(panel.dataset.panel)).href)).querySelector("[data-panel]"), typed);
    }
    return said(panel, page);
  }

  const versionOf = (panel) => panel.querySelector(".writing [name=version]").value;

  // Another page came: two texts that met, a step that was refused, a session that ended. It is shown here, with its forms.
  function said(panel, page) {
    const main = page.querySelector("main");
    main.querySelectorAll("h1").forEach((heading) => heading.classList.add("h3"));
    const box = document.createElement("div");
    box.className = "notice bad said-here";
    box.tabIndex = -1;
    box.append(...main.children);
    panel.querySelector(".said-here")?.remove();
    panel.querySelector(".editor-head").after(box);
    box.focus();
  }

  function offered(panel, answer) {
    const section = prepare(answer).querySelector("[data-alternatives]");
    panel.querySelector("[data-alternatives]").replaceWith(section);
    numbered(panel);
    (section.querySelector("button, [tabindex]") ?? section).focus();
  }

  // The keys of what can be taken count through the whole panel.
  function numbered(panel) {
    [...panel.querySelectorAll("[data-take]")].forEach((form, place) => {
      const key = form.querySelector("kbd");
      if (key) key.textContent = `Alt+${place + 1}`;
    });
  }

  // The segment is done, the next one comes: here if this part shows it, else where it stands.
  function goOn(panel, answer) {
    const row = rowOf(answer.dataset.panel);
    areaOf(panel).dataset.saved = areaOf(panel).value;
    if (!row) {
      remember(answer.dataset.panel);
      location.assign(answer.dataset.place);
      return undefined;
    }
    panels.get(answer.dataset.panel)?.remove();
    const told = answer.querySelector(".told").textContent;
    show(answer, row);
    row.scrollIntoView({ block: "nearest" });
    areaOf(answer).scrollIntoView({ block: "nearest" });
    keys.say(told);
    refresh(answer.dataset.place);
    return undefined;
  }

  function remember(number) {
    try {
      sessionStorage.setItem(TO_OPEN, number);
    } catch {
      // Without storage the segment is shown, and its editor is one key away.
    }
  }

  function openRemembered() {
    try {
      const row = rowOf(sessionStorage.getItem(TO_OPEN));
      sessionStorage.removeItem(TO_OPEN);
      if (row) open(row);
    } catch {
      // Nothing is kept where storage is forbidden.
    }
  }

  // ---- The draft around the panel, as it is by now

  async function refresh(place) {
    try {
      brought(await fetched(place.split("#")[0]));
    } catch {
      // What was sent is kept; the text around it shows so with the next page.
    }
  }

  function brought(page) {
    for (const fresh of page.querySelectorAll(ROW)) {
      const old = document.getElementById(fresh.id);
      if (old && old.textContent !== fresh.textContent && !old.querySelector(".edit[open]")) exchange(old, fresh);
    }
    const version = page.querySelector("input[name=seen]")?.value;
    if (version) for (const field of document.querySelectorAll("input[name=seen]")) field.value = version;
    for (const part of [".facts", ".side > .panel:first-child", ".side > .steps"]) {
      const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
      if (old && fresh && old.textContent !== fresh.textContent && !isInUse(old)) old.replaceWith(fresh);
    }
  }

  const isInUse = (part) =>
    part.contains(document.activeElement) ||
    [...part.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue);

  function exchange(old, fresh) {
    const link = linkOf(old);
    const had = old.contains(document.activeElement);
    if (link?.ariaExpanded === "true") linkOf(fresh)?.setAttribute("aria-expanded", "true");
    old.replaceWith(fresh);
    if (had) focusRow(fresh);
  }

  // ---- Writing

  // As if typed, so that Ctrl+Z takes it back.
  function type(area, text) {
    area.focus({ preventScroll: true });
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  // A term beside a word or the end of a sentence brings its space; after a space or an apostrophe it needs none.
  function typeTerm(area, term) {
    const space = (beside, pattern) => (pattern.test(beside) ? " " : "");
    const before = space(area.value.slice(0, area.selectionStart), /[\p{L}\p{N}.,;:!?)]$/u);
    type(area, before + term + space(area.value.slice(area.selectionEnd), /^[\p{L}\p{N}(]/u));
  }

  function sign(area, before, after = "") {
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
    type(area, before + chosen + after);
    if (after && !chosen) area.setSelectionRange(area.selectionEnd - after.length, area.selectionEnd - after.length);
  }

  // A text to take is saved at once; where something else is being written, it only comes into the field.
  function isPut(form, panel) {
    if (!form.matches("[data-take], [data-restore]") || !isUnsaved(panel)) return false;
    const area = areaOf(panel);
    area.select();
    type(area, form.elements.target.value);
    keys.say(WORDS.put);
    return true;
  }

  // ---- What people do

  function clicked(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    const link = inPlace && event.target.closest("a.open-editor, [data-close]");
    const button = event.target.closest("[data-insert], [data-sign]");
    const panel = event.target.closest("[data-panel]");
    if (button) {
      const { insert, sign: before, signAfter } = button.dataset;
      if (insert) typeTerm(areaOf(panel), insert);
      else sign(areaOf(panel), before, signAfter);
    } else if (link?.matches("[data-close]")) close(panel);
    else if (link) {
      const row = link.closest(ROW);
      const panelOfRow = shown()?.dataset.panel === numberOf(row) && shown();
      if (panelOfRow) close(panelOfRow);
      else open(row);
    } else return;
    event.preventDefault();
  }

  function submitted(event) {
    const panel = event.target.closest("[data-panel]");
    if (!panel || event.defaultPrevented) return;
    if (isPut(event.target, panel)) event.preventDefault();
    else if (inPlace && !event.target.closest(".said-here")) {
      event.preventDefault();
      send(event.target, event.submitter, panel);
    }
  }

  document.addEventListener("click", clicked);
  document.addEventListener("submit", submitted);
  document.addEventListener("input", (event) => {
    const panel = event.target.closest("[data-panel]");
    if (panel) labelled(panel);
  });
  // What is typed saves itself: saving.js says when.
  document.addEventListener("dragoman:saved", (event) => {
    const panel = event.target.closest("[data-panel]");
    if (!panel) return;
    labelled(panel);
    if (!isUnsaved(panel)) linkOf(rowOf(panel.dataset.panel))?.removeAttribute("data-unsaved");
  });
  for (const panel of document.querySelectorAll("[data-panel]")) prepare(panel);
  if (inPlace) new ResizeObserver(hold).observe(document.body);
  openRemembered();

  return { ROW, WORDS, areaOf, close, focusRow, inPlace, numberOf, open, rowOf, shown, type };
})();
