// Nothing here is needed to review. It saves a segment while it is typed: after a pause, when the field is left, and when
// the form is sent, without leaving the page. While the line is down texts stay in this browser and are sent later, in
// order; each names the version that it was typed over, so that none replaces another person's newer text.
//
// To other scripts: on every save the forms of the segment get the event "dragoman:saved" (it bubbles) with
// `detail.version`, and every hidden field "version" of the segment names that version. A form of the editor, or one whose
// button has a name, is sent as if this script were not there, once what is typed has been saved.
"use strict";
{
  const PAUSE = 1500;
  const [SOONEST, LATEST] = [2000, 120000]; // between two attempts while the line is down
  const PATIENCE = 60000;
  const words = document.querySelector("#unsent").dataset;

  const areaOf = (form) => form.querySelector("textarea[name=target]");
  const addressOf = (form) => form.getAttribute("action") ?? "";
  const placeOf = (form) => addressOf(form).match(/^\/brouillons\/\d+\/segments\/\d+/)?.[0];
  const isOwn = (form) => addressOf(form) === placeOf(form); // the form in the segment's row; editor.js sends its own
  // Not a proposal, which its author sends when it is ready, nor the page where two texts come together.
  const isEdit = (form) =>
    [placeOf(form), `${placeOf(form)}/editer`].includes(addressOf(form)) && areaOf(form) && !form.matches(".suggests *, :has([name=mine])");
  const allOf = (place) => [...document.querySelectorAll(`form[action="${place}"], form[action^="${place}/"]`)];
  const formsOf = (place) => allOf(place).filter(isEdit);
  const rowOf = (place) => {
    const [draft, number] = place.split("/segments/");
    return location.pathname === draft ? document.getElementById(`s${number}`) : null;
  };

  // A record: the text, the version it was typed over, `sent` once it may have arrived, `stuck` when a person must choose.
  const recordOf = (place) => kept.read("segment", place);
  const keep = (place, record) => kept.write(record, "segment", place);
  const forget = (place) => kept.forget("segment", place);
  const isWaiting = (place) => Boolean(recordOf(place)) && !recordOf(place).stuck;
  const waiting = () => kept.segments().filter(isWaiting);

  // ---- what the person sees

  function receiptOf(form) {
    const after = form.closest("details.edit") ?? form;
    if (after.nextElementSibling?.matches(".receipt")) return after.nextElementSibling;
    const receipt = document.createElement("p");
    receipt.className = "receipt";
    receipt.setAttribute("role", "status");
    after.after(receipt);
    return receipt;
  }

  // Where the segment is open: in the editor, or in its row. Where it is not, its row says it.
  function shownForms(place) {
    const forms = formsOf(place);
    const inUse = forms.filter((form) => form.closest("details.edit")?.open ?? form.checkVisibility());
    return inUse.length ? inUse : forms.slice(0, 1);
  }

  function say(place, text, ...more) {
    for (const form of shownForms(place)) {
      const receipt = receiptOf(form);
      receipt.classList.toggle("stuck", Boolean(recordOf(place)?.stuck));
      const shown = [text, ...more.map((element) => element.textContent)].join(" ");
      if (receipt.textContent === shown) continue; // a screen reader says it once
      receipt.replaceChildren(text, ...more.flatMap((element) => [" ", element]));
    }
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "link";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  function link(text, address, elsewhere) {
    const made = document.createElement("a");
    made.href = address;
    made.textContent = text;
    if (elsewhere) [made.target, made.rel] = ["_blank", "noopener"];
    return made;
  }

  const sayAll = (text, ...more) => waiting().forEach((place) => say(place, text, ...more.map((one) => one.cloneNode(true))));

  function sayStuck(place) {
    const { stuck, message } = recordOf(place);
    const [form] = shownForms(place);
    if (!form) return;
    if (stuck === "conflict") say(place, `${message}.`, button(words.both, () => seeBoth(form)));
    else say(place, `${words.refused} ${message}`, button(words.clear, () => giveUp(place)));
  }

  function giveUp(place) {
    forget(place);
    for (const form of formsOf(place)) areaOf(form).value = areaOf(form).defaultValue;
    say(place, "");
    tellElsewhere();
  }

  // The page with both texts answers a form that names the version its text was typed over.
  function seeBoth(form) {
    form.elements.version.value = recordOf(placeOf(form)).version;
    form.action = placeOf(form);
    form.submit();
  }

  // Texts that wait for a person and have no field on this page, and those of another account.
  function tellElsewhere() {
    document.querySelector(".unsent")?.remove();
    const list = document.createElement("ul");
    for (const place of kept.segments().filter((place) => !formsOf(place).length)) {
      const { text, stuck, message } = recordOf(place);
      const item = document.createElement("li");
      const typed = document.createElement("q");
      typed.lang = "fr";
      typed.textContent = text;
      item.append(link(words.segment, place), ` – ${stuck ? message : words.kept} `, typed, " ");
      if (stuck) item.append(button(words.clear, () => giveUp(place)));
      list.append(item);
    }
    for (const [name, count] of kept.others()) {
      const item = document.createElement("li");
      item.textContent = words.others.replace("{name}", name).replace("{count}", count);
      list.append(item);
    }
    if (!list.children.length) return;
    const notice = document.createElement("div");
    notice.className = "notice unsent";
    notice.append(words.elsewhere, list);
    document.querySelector("main").prepend(notice);
  }

  // ---- what is sent

  const pauses = new Map(); // by segment, while a person may still be in the middle of a word
  const lastSent = new Map(); // by segment: what was sent last, and what the server made of it
  let round = null;
  let rest = SOONEST;
  let next;
  let isDown = false;
  let sideIsOld = false;

  // As the draft has it, or as it was sent; not so once the draft has another text than the one it came to.
  function isSaved(area) {
    const last = lastSent.get(placeOf(area.form));
    return area.value === area.defaultValue || (area.value === last?.sent && area.defaultValue === last.target);
  }

  function typed(area) {
    const place = placeOf(area.form);
    const record = recordOf(place) ?? { version: area.form.elements.version.value, at: Date.now() };
    record.text = area.value;
    if (record.stuck === "refused") delete record.stuck;
    clearTimeout(pauses.get(place));
    pauses.delete(place);
    if (!record.sent && !record.stuck && isSaved(area)) {
      forget(place);
      return;
    }
    keep(place, record);
    if (!record.stuck) pauses.set(place, setTimeout(() => rested(place), PAUSE));
  }

  function rested(place) {
    clearTimeout(pauses.get(place));
    pauses.delete(place);
    return deliver();
  }

  function deliver() {
    clearTimeout(next);
    round ??= sendAll().finally(() => {
      round = null;
      if (sideIsOld && !document.activeElement.matches("textarea")) renewSide();
    });
    return round;
  }

  async function sendAll() {
    const first = () =>
      waiting()
        .filter((place) => !pauses.has(place))
        .sort((a, b) => recordOf(a).at - recordOf(b).at)[0];
    for (let place = first(); place; place = first()) {
      isDown = !(await send(place));
      if (isDown) {
        next = setTimeout(deliver, rest);
        rest = Math.min(2 * rest, LATEST);
        return;
      }
      rest = SOONEST;
    }
  }

  // False when it is to be tried again later; then what may have arrived is asked again word for word, before any newer text.
  async function send(place) {
    const record = recordOf(place);
    record.sent ??= record.text;
    keep(place, record);
    const slow = setTimeout(() => say(place, words.saving), 400);
    let answer;
    try {
      answer = await post(place, record);
    } catch {
      sayAll(kept.isStored() ? words.offline : words.unstored);
      return false;
    } finally {
      clearTimeout(slow);
    }
    return settle(place, record, answer);
  }

  function settle(place, record, { status, told }) {
    if (status === 200) took(place, record, told);
    else if (status === 401) sayAll(words.session, link(words.signin, `/connexion?vers=${place}`, true));
    else if (told.account !== kept.account) sayAll(words.stranger.replace("{name}", told.account));
    else if (status === 408 || status === 429 || status >= 500) sayAll(words.server);
    else {
      const stuck = status === 409 && told.theirs !== undefined ? "conflict" : "refused";
      keep(place, { ...(recordOf(place) ?? record), stuck, message: told.message });
      sayStuck(place);
      return true;
    }
    return status === 200;
  }

  async function post(place, record, again = false) {
    const csrf = document.querySelector("input[name=csrf]").value;
    const body = new URLSearchParams({ csrf, version: record.version, target: record.sent });
    const response = await fetch(place, {
      method: "POST",
      headers: { Accept: "application/json" },
      body,
      keepalive: `${body}`.length < 30000, // also while the page is left; browsers allow that to small requests
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    const told = await response.json(); // the sign-in page of a hotel's network is no answer of ours
    // The session is another one since: the same person, signed in anew, has another token.
    if (response.status === 403 && !again && told.csrf && told.account === kept.account) {
      for (const field of document.querySelectorAll("input[name=csrf]")) field.value = told.csrf;
      return post(place, record, true);
    }
    return { status: response.status, told };
  }

  // ---- what the page shows of a save

  function took(place, record, told) {
    const now = recordOf(place); // more may have been typed meanwhile
    lastSent.set(place, { sent: record.sent, target: told.target });
    if (!now || now.text === record.sent || now.text === told.target) forget(place);
    else keep(place, { text: now.text, version: told.version, at: now.at });
    for (const form of formsOf(place)) fill(areaOf(form), record.sent, told.target);
    for (const field of versionsOf(place)) field.value = told.version;
    keepingStill(() => {
      const row = rowOf(place);
      if (row) renew(row, told);
      if (row) renewDraft(told.draft);
      renewPanel(place);
      say(place, told.receipt);
    });
    const event = { bubbles: true, detail: { version: told.version } };
    for (const form of formsOf(place)) form.dispatchEvent(new CustomEvent("dragoman:saved", event));
  }

  // What is above may change its height: what has the focus stays where it is on the screen. An open editor holds itself.
  function keepingStill(change) {
    const still = document.activeElement;
    const before = still.getBoundingClientRect().top;
    change();
    if (still === document.body || document.querySelector("[data-panel]:not([hidden])")) return;
    scrollBy({ top: still.getBoundingClientRect().top - before, behavior: "instant" });
  }

  // Under a caret nothing moves: the spaces that French wants come when the field is left.
  function fill(area, sent, target) {
    const isAsSent = area.value === sent || area.value === area.defaultValue;
    area.defaultValue = target;
    if (isAsSent && area !== document.activeElement) area.value = target;
    if ("saved" in area.dataset) area.dataset.saved = isAsSent ? area.value : target;
  }

  function versionsOf(place) {
    const beside = rowOf(place)?.querySelectorAll("form") ?? [];
    return [...allOf(place), ...beside].flatMap((form) => [...form.querySelectorAll("[name=version]")]);
  }

  function renew(row, told) {
    const fresh = document.createElement("template");
    fresh.innerHTML = told.html;
    const now = (chosen) => fresh.content.querySelector(chosen);
    row.querySelector(":scope > .said, :scope > .target > .said").innerHTML = now(".said").innerHTML;
    const origin = row.querySelector(".origin");
    origin.className = now(".origin").className;
    origin.innerHTML = now(".origin").innerHTML;
    row.querySelector(".edit .saved")?.remove();
    row.querySelector(".found").replaceChildren(...now(".found").childNodes);
    row.querySelectorAll(".unsure, .confirmed").forEach((said) => said.remove());
    row.classList.remove("risk-sure", "risk-read", "risk-doubtful", "risk-rewrite");
    row.classList.toggle("look", told.look);
  }

  // What an open editor offers to take was made for the text before: it goes at once, and comes anew.
  async function renewPanel(place) {
    const beside = () =>
      document.querySelector(`[data-panel]:has(form[action="${place}/editer"]) .beside-writing:not(:focus-within)`);
    if (!beside()?.querySelector(".finding, .aside")) return;
    beside().querySelectorAll(".finding, .aside").forEach((said) => said.remove());
    try {
      const response = await fetch(`${place}/editer`, { signal: AbortSignal.timeout?.(PATIENCE) });
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector(".beside-writing");
      if (!fresh) return;
      for (const element of fresh.querySelectorAll("[data-scripted]")) element.hidden = false;
      beside()?.replaceWith(fresh);
    } catch {
      // The editor opened again shows it.
    }
  }

  function renewDraft({ state, words: name, seen, now }) {
    const shown = document.querySelector(".facts .state");
    if (shown) [shown.className, shown.textContent] = [`state ${state}`, name];
    for (const field of document.querySelectorAll("#decider [name=seen]")) {
      if (field.value === String(seen)) field.value = now;
    }
    sideIsOld = true;
  }

  // What is left to look at and the buttons beside the text, unless somebody is at work there: a button must not move
  // away from under the pointer that is about to press it.
  async function renewSide() {
    const side = document.querySelector("#decider");
    const isInUse = () =>
      side.matches(":hover") ||
      side.contains(document.activeElement) ||
      [...side.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue);
    if (!side || isInUse()) return;
    sideIsOld = false;
    const query = new URLSearchParams(location.search);
    const address = `${location.pathname}?volet=decider&partie=${query.get("partie") ?? 1}`;
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout?.(PATIENCE) });
      const fresh = await response.text();
      if (isInUse()) sideIsOld = true;
      if (!response.ok || response.redirected || sideIsOld) return;
      side.innerHTML = fresh;
      side.dispatchEvent(new CustomEvent("dragoman:side", { bubbles: true }));
    } catch {
      sideIsOld = true; // after the next save
    }
  }

  // ---- when

  async function saveNow(form) {
    const place = placeOf(form);
    typed(areaOf(form));
    if (!recordOf(place)) say(place, lastSent.has(place) ? receiptOf(form).textContent : words.same);
    else if (recordOf(place).stuck !== "conflict") await rested(place);
    const record = recordOf(place);
    if (record?.stuck === "conflict") seeBoth(form);
    else if (!record) shut(form);
  }

  function shut(form) {
    const details = form.closest("details.edit");
    if (!details) return;
    const hadFocus = details.contains(document.activeElement);
    details.open = false;
    if (hadFocus) details.querySelector("summary").focus({ preventScroll: true });
  }

  // Before any other script: what is typed is saved first, and every form then names the version of that. While the line is
  // down nothing is sent: the receipt says that the text is kept. What the editor puts into its field is no save.
  addEventListener("submit", sendFirst, true);

  async function sendFirst(event) {
    const [form, pressed] = [event.target, event.submitter];
    const place = placeOf(form);
    if (!place) return;
    const isPlain = isEdit(form) && isOwn(form) && !pressed?.name;
    if (!isPlain && (!isWaiting(place) || form.matches("[data-take], [data-restore]"))) return;
    event.preventDefault();
    if (isPlain) return saveNow(form);
    event.stopImmediatePropagation();
    await rested(place);
    if (!isWaiting(place)) form.requestSubmit(pressed);
  }

  const editedArea = (event) => (event.target.matches?.("textarea[name=target]") && isEdit(event.target.form) ? event.target : null);

  document.addEventListener("input", (event) => {
    const area = editedArea(event);
    if (area) typed(area);
  });
  document.querySelector("#decider")?.addEventListener("pointerleave", () => {
    if (sideIsOld && !round) renewSide();
  });
  document.addEventListener("focusin", (event) => {
    const area = editedArea(event);
    if (area) receiptOf(area.form); // there before it says anything, so that screen readers listen to it
  });
  document.addEventListener("focusout", async (event) => {
    const area = editedArea(event);
    if (!area) return;
    const place = placeOf(area.form);
    if (pauses.has(place)) await rested(place);
    else if (!recordOf(place)) area.value = area.defaultValue;
    if (sideIsOld && !round && !document.activeElement.matches("textarea")) renewSide();
  });
  document.addEventListener("keydown", (event) => {
    const area = editedArea(event);
    const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (area && isSend && area.closest("details.edit") && !event.defaultPrevented) area.form.requestSubmit();
  });

  const atOnce = () => {
    rest = SOONEST;
    if (waiting().length) deliver();
  };
  addEventListener("online", atOnce);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) for (const place of [...pauses.keys()]) rested(place);
    else atOnce();
  });
  addEventListener("pagehide", () => {
    for (const place of [...pauses.keys()]) rested(place);
  });
  addEventListener("beforeunload", (event) => {
    if ((isDown || !kept.isStored()) && waiting().length) event.preventDefault();
  });
  // The same person writes in another window: what waits is one text, and nobody types over it unseen.
  addEventListener("storage", () => {
    for (const form of waiting().flatMap(formsOf)) {
      const { text, version } = recordOf(placeOf(form));
      if (areaOf(form) !== document.activeElement) [areaOf(form).value, form.elements.version.value] = [text, version];
    }
  });
  kept.flush = async () => {
    for (const place of [...pauses.keys()]) pauses.delete(place);
    await deliver();
  };

  // ---- what was typed before

  function restore(form) {
    const [area, place] = [areaOf(form), placeOf(form)];
    const record = recordOf(place);
    const said = form.closest(".edit")?.querySelector(".saved");
    if (record && (record.text.trim() === area.defaultValue || (said && (record.stuck || record.text === record.sent)))) {
      forget(place);
      return;
    }
    if (record) [area.value, form.elements.version.value] = [record.text, record.version];
    else if (area.value !== area.defaultValue) typed(area); // the browser put it back
    else return;
    if (form.closest("details")) form.closest("details").open = true;
    if (record?.stuck) sayStuck(place);
    else say(place, words.found);
  }

  for (const form of document.querySelectorAll("form")) if (isEdit(form)) restore(form);
  deliver().then(tellElsewhere);
}
