// Copy what a page shows: a button with data-copies="<id>".
"use strict";

(() => {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const told = document.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
      told.textContent = "Copied.";
    } catch {
      told.textContent = "The browser does not allow it; select the text and copy it.";
    }
  });
})();
