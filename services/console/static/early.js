// Runs before the page is drawn: the chosen theme, and the only way by which text becomes HTML.
"use strict";

// htmx turns answers of this console into elements. What could run code is taken out on the way;
// the server escapes everything already, so that this is the second lock and not the first.
if (window.trustedTypes) {
  const inert = trustedTypes.createPolicy("novaos-inert", { createHTML: (text) => text });
  trustedTypes.createPolicy("default", {
    createHTML(text) {
      const page = new DOMParser().parseFromString(inert.createHTML(text), "text/html");
      const bad = "script, iframe, object, embed, base, meta[http-equiv], link";
      for (const element of page.querySelectorAll("*")) {
        const runs = [...element.attributes].some(
          (one) => one.name.startsWith("on") || /^\s*javascript:/i.test(one.value),
        );
        if (runs || element.matches(bad)) {
          throw new TypeError("an answer with code in it is not shown");
        }
      }
      return text;
    },
  });
}

const theme = localStorage.getItem("theme");
if (theme === "light" || theme === "dark") {
  document.documentElement.dataset.theme = theme;
}
