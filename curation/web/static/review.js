// Nothing here is needed to review. It opens a segment where its French is double-clicked, and keeps summaries, reasons and
// proposals that are being typed in this browser until they have been sent, in case the line or the battery goes.
"use strict";
{
  const words = document.querySelector("#unsent").dataset;
  const fieldOf = (area) => ["field", area.form.getAttribute("action"), area.id];

  function keep(area) {
    if (area.value === area.defaultValue) kept.forget(...fieldOf(area));
    else kept.write(area.value, ...fieldOf(area));
  }

  function announce(area) {
    const notice = document.createElement("p");
    const back = document.createElement("button");
    notice.className = "hint";
    notice.setAttribute("role", "status");
    notice.textContent = `${words.unsaved} `;
    back.type = "button";
    back.className = "link";
    back.textContent = area.defaultValue ? words.back : words.clear;
    back.addEventListener("click", () => {
      area.value = area.defaultValue;
      keep(area);
      notice.remove();
      area.focus();
    });
    notice.append(back);
    area.before(notice);
  }

  function restore(area) {
    const typed = kept.read(...fieldOf(area));
    if (typeof typed === "string") {
      if (area.closest(".edit, .panel")?.querySelector(".saved") || typed.trim() === area.defaultValue) {
        kept.forget(...fieldOf(area));
        return;
      }
      area.value = typed;
    }
    // Without anything kept here, the browser itself may have put back what was typed before going elsewhere.
    if (area.value === area.defaultValue) return;
    area.closest("details").open = true;
    announce(area);
  }

  // A step was taken: the reasons typed for it have been sent.
  if (document.querySelector(".step-taken")) {
    for (const place of kept.places()) if (place[1] === `${location.pathname}/etape`) kept.forget(...place);
  }

  function watch(root) {
    for (const details of root.querySelectorAll("details:has(textarea)")) {
      const area = details.querySelector("textarea");
      details.addEventListener("toggle", () => {
        if (details.open && !document.activeElement.closest("textarea")) area.focus({ preventScroll: true });
      });
      if (details.matches(".edit")) {
        details.closest(".target, .cell").querySelector(".said").addEventListener("dblclick", () => {
          details.open = true;
        });
      }
      if (!details.matches(".edit:not(.suggests)")) {
        restore(area);
        area.addEventListener("input", () => keep(area));
      }
    }
  }

  watch(document);
  document.addEventListener("dragoman:side", (event) => watch(event.target)); // the side column came anew
}
