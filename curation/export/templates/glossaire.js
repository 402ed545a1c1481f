// Shows the terms that contain every word typed, in English or French; without this script the page is whole.
"use strict";
(function () {
  const form = document.querySelector(".search");
  if (!form) return;
  const field = form.querySelector("input");
  const total = document.querySelector(".total");
  const nothing = document.querySelector(".nothing");
  const shelves = [...document.querySelectorAll(".shelf")];
  const folded = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[’']/g, "'").replace(/œ/g, "oe");
  const concepts = [...document.querySelectorAll(".concept")].map((element) => [element, folded(element.textContent)]);

  function filter() {
    const words = folded(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [element, text] of concepts) {
      element.hidden = !words.every((word) => text.includes(word));
      shown += element.hidden ? 0 : 1;
    }
    for (const shelf of shelves) shelf.hidden = !shelf.querySelector(".concept:not([hidden])");
    nothing.hidden = shown > 0;
    total.textContent = words.length ? shown + (shown > 1 ? " termes trouvés" : " terme trouvé") : total.dataset.all;
  }

  // A link to a term or a letter leads there, whatever is typed.
  function uncover() {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.closest("[hidden]")) {
      field.value = "";
      filter();
      target.scrollIntoView();
    }
  }

  form.hidden = false;
  document.querySelector(".search-hint").hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", filter);
  window.addEventListener("hashchange", uncover);
  filter(); // what the browser kept in the field when it came back to the page
})();
