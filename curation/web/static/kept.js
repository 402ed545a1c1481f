// What a person typed and the server does not have yet, kept in this browser under their name until it has.
// Other scripts use `kept`; by itself this one warns before somebody signs out with texts that were never sent.
"use strict";

const kept = (() => {
  const account = document.body.dataset.account ?? "";
  const unstored = new Map(); // a full or forbidden storage must not hinder typing: then this page alone remembers
  const keyOf = (...parts) => JSON.stringify(["dragoman", account, ...parts]);

  function read(...place) {
    const key = keyOf(...place);
    if (unstored.has(key)) return unstored.get(key);
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  function write(value, ...place) {
    const key = keyOf(...place);
    try {
      localStorage.setItem(key, JSON.stringify(value));
      unstored.delete(key);
    } catch {
      unstored.set(key, value);
    }
  }

  function forget(...place) {
    const key = keyOf(...place);
    unstored.delete(key);
    try {
      localStorage.removeItem(key);
    } catch {
      // Nothing is kept where storage is forbidden.
    }
  }

  function keys() {
    let stored = [];
    try {
      stored = Object.keys(localStorage);
    } catch {
      // As above.
    }
    return [...new Set([...stored, ...unstored.keys()])].flatMap((key) => {
      try {
        const parts = JSON.parse(key);
        return parts[0] === "dragoman" ? [parts.slice(1)] : [];
      } catch {
        return [];
      }
    });
  }

  // The places of this person under which something is kept, and how many texts of others wait here, by name.
  const places = () => keys().filter(([name]) => name === account).map(([, ...place]) => place);
  const segments = () => places().filter((place) => place[0] === "segment").map(([, address]) => address);
  function others() {
    const names = keys().filter(([name, kind]) => name !== account && kind === "segment").map(([name]) => name);
    return new Map(names.map((name) => [name, names.filter((other) => other === name).length]));
  }

  // `flush` sends what it can; the script that saves knows how.
  return { account, read, write, forget, places, segments, others, isStored: () => unstored.size === 0, flush: async () => {} };
})();

document.querySelector('form[action="/deconnexion"]')?.addEventListener("submit", async (event) => {
  if (!kept.segments().length) return;
  event.preventDefault();
  await kept.flush();
  if (!kept.segments().length || confirm(document.querySelector("#unsent").dataset.leave)) event.target.submit();
});
