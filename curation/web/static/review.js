// Nothing here is needed to review. It opens a segment where its French is double-clicked, sends it with Ctrl+Enter,
// and keeps what is being typed in this browser until it has been saved, in case the line or the battery goes.
"use strict";

const keyOf = (area) => `dragoman ${area.form.getAttribute("action")} ${area.id}`.trim();

function kept(area) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(area)));
  } catch {
    return null;
  }
}

function keep(area) {
  try {
    if (area.value === area.defaultValue) localStorage.removeItem(keyOf(area));
    else localStorage.setItem(keyOf(area), JSON.stringify(area.value));
  } catch {
    // A full or forbidden storage must not hinder typing.
  }
}

// A step was taken: the reasons typed for it have been sent.
function forgetReasons() {
  const start = `dragoman ${location.pathname}/etape`;
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(start)) localStorage.removeItem(key);
  } catch {
    // Nothing is kept where storage is forbidden.
  }
}

function announce(area) {
  const notice = document.createElement("p");
  const back = document.createElement("button");
  notice.className = "hint";
  notice.setAttribute("role", "status");
  notice.textContent = "Texte non enregistré, retrouvé dans ce navigateur. ";
  back.type = "button";
  back.className = "link";
  back.textContent = area.defaultValue ? "Revenir au texte enregistré" : "Effacer ce texte";
  back.addEventListener("click", () => {
    area.value = area.defaultValue;
    keep(area);
    notice.remove();
    area.focus();
  });
  notice.append(back);
  area.before(notice);
}

function restore(area, details) {
  const typed = kept(area);
  if (typeof typed === "string") {
    const saved = area.closest(".edit, .panel").querySelector(".saved");
    if (saved || typed.trim() === area.defaultValue) {
      localStorage.removeItem(keyOf(area));
      return;
    }
    area.value = typed;
  }
  // Without anything kept here, the browser itself may have put back what was typed before going elsewhere.
  if (area.value === area.defaultValue) return;
  details.open = true;
  announce(area);
}

if (document.querySelector(".step-taken")) forgetReasons();

for (const area of document.querySelectorAll("details textarea")) {
  const details = area.closest("details");
  restore(area, details);
  area.addEventListener("input", () => keep(area));
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && details.matches(".edit")) area.form.requestSubmit();
  });
  details.addEventListener("toggle", () => {
    if (details.open && !document.activeElement.closest("textarea")) area.focus({ preventScroll: true });
  });
  if (details.matches(".edit")) {
    details.parentElement.querySelector(".said").addEventListener("dblclick", () => {
      details.open = true;
    });
  }
}
