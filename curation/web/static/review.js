// Nothing here is needed to review. It opens a segment where its French is double-clicked, sends it with Ctrl+Enter,
// and keeps what is being typed in this browser until it has been saved, in case the line or the battery goes.
"use strict";

const keyOf = (form) => "dragoman " + form.getAttribute("action");

function kept(form) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(form)));
  } catch {
    return null;
  }
}

function keep(form, area) {
  try {
    if (area.value === area.defaultValue) localStorage.removeItem(keyOf(form));
    else localStorage.setItem(keyOf(form), JSON.stringify(area.value));
  } catch {
    // A full or forbidden storage must not hinder typing.
  }
}

for (const details of document.querySelectorAll("details.edit")) {
  const form = details.querySelector("form");
  const area = form.querySelector("textarea");
  const typed = kept(form);
  if (typeof typed === "string") {
    if (details.querySelector(".saved") || typed.trim() === area.defaultValue) {
      localStorage.removeItem(keyOf(form));
    } else {
      area.value = typed;
      details.open = true;
    }
  } else if (area.value !== area.defaultValue) {
    details.open = true; // the browser put back what was typed before going elsewhere
  }
  area.addEventListener("input", () => keep(form, area));
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  details.addEventListener("toggle", () => {
    if (details.open && !document.activeElement.closest("textarea")) area.focus({ preventScroll: true });
  });
  details.parentElement.querySelector(".said").addEventListener("dblclick", () => {
    details.open = true;
  });
}
