// Single keys for a page, and the sheet that lists them. They count only outside fields, and can be switched off for good.
"use strict";

const keys = (() => {
  const OFF = "dragoman touches coupées";
  const FIELDS = "input:not([type=checkbox]), textarea, select, [contenteditable]";
  const sheet = document.querySelector("#touches");
  const status = document.querySelector("#annonce");

  function isOff() {
    try {
      return localStorage.getItem(OFF) !== null;
    } catch {
      return false;
    }
  }

  function setOff(off) {
    try {
      if (off) localStorage.setItem(OFF, "1");
      else localStorage.removeItem(OFF);
    } catch {
      // Without storage the keys come back with the next page.
    }
    told(off);
  }

  function told(off) {
    const button = sheet.querySelector("#couper");
    button.textContent = off ? button.dataset.off : button.dataset.on;
  }

  function say(words) {
    status.textContent = words;
  }

  // `act` gets each single key, in small letters, with its event, and says true for those that it knows.
  function listen(act) {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || sheet.open) return;
      if (event.defaultPrevented || event.target.closest(FIELDS)) return;
      if (event.key === "?") sheet.showModal();
      else if (isOff() || !act(event.key.toLowerCase(), event)) return;
      event.preventDefault();
    });
    const opener = document.querySelector("#aide-touches");
    opener.hidden = false;
    opener.addEventListener("click", () => sheet.showModal());
    sheet.querySelector("#couper").addEventListener("click", () => setOff(!isOff()));
    told(isOff());
  }

  return { listen, say };
})();
