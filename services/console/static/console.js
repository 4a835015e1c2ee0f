// What all pages do by themselves: live parts, times, dialogs, keyboard, theme, connection.
// Pages say what they want with data- attributes; there is no other script but a page's own file.
"use strict";

(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector, root = document) => root.querySelector(selector);

  // --- Times, by the server's clock -----------------------------------------------------------
  const told = Number(one('meta[name="server-time-ms"]').content);
  const ahead = told - Date.now();
  const serverNow = () => Date.now() + ahead;

  const ago = (milliseconds) => {
    const seconds = Math.round(Math.abs(milliseconds) / 1000);
    const steps = [[60, 1, "s"], [3600, 60, "min"], [86400, 3600, "h"], [Infinity, 86400, "d"]];
    const [, unit, word] = steps.find(([limit]) => seconds < limit);
    const text = `${Math.floor(seconds / unit)} ${word}`;
    return milliseconds < -1000 ? `in ${text}` : `${text} ago`;
  };
  const tellTimes = (root = document) => {
    for (const element of all("time[datetime] [data-ago]", root)) {
      const at = Date.parse(element.parentElement.getAttribute("datetime"));
      const text = Number.isNaN(at) ? "" : ago(serverNow() - at);
      if (element.textContent !== text) element.textContent = text;
    }
  };

  // --- Live parts -----------------------------------------------------------------------------
  const live = { paused: false, seconds: 5, failures: 0, since: Date.now(), next: 0 };
  const pauseButton = one("[data-live-pause]");
  const intervalChoice = one("[data-live-interval]");

  const poll = () => {
    for (const element of all("[data-live]")) htmx.trigger(element, "novaos:poll");
  };
  const plan = () => {
    // Twice as long after each failure, up to a minute.
    const wait = Math.min(live.seconds * 2 ** live.failures, Math.max(60, live.seconds));
    // Half a tick early: otherwise 5 s are 6 s, as the tick of the fifth second comes just before.
    live.next = Date.now() + wait * 1000 - 500;
  };
  const tick = () => {
    tellTimes();
    const age = one("[data-live-age]");
    if (age) {
      const seconds = Math.floor((Date.now() - live.since) / 1000);
      const isOld = seconds > live.seconds * 3 && !live.paused;
      age.textContent = `data ${seconds} s old`;
      age.toggleAttribute("data-old", isOld);
    }
    if (live.paused || document.hidden || !one("[data-live]") || Date.now() < live.next) return;
    plan();
    poll();
  };
  const setPaused = (paused) => {
    live.paused = paused;
    if (!pauseButton) return;
    pauseButton.setAttribute("aria-pressed", String(paused));
    pauseButton.textContent = paused ? "Resume updates" : "Pause updates";
  };
  if (pauseButton) pauseButton.addEventListener("click", () => setPaused(!live.paused));
  if (intervalChoice) {
    intervalChoice.value = sessionStorage.getItem("interval") || "5";
    live.seconds = Number(intervalChoice.value) || 5;
    intervalChoice.addEventListener("change", () => {
      live.seconds = Number(intervalChoice.value);
      sessionStorage.setItem("interval", intervalChoice.value);
      plan();
    });
  }
  plan();
  setInterval(tick, 1000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && one("[data-live]") && !live.paused) { plan(); poll(); }
  });

  const isLive = (element) => element && element.hasAttribute && element.hasAttribute("data-live");
  document.body.addEventListener("htmx:configRequest", (event) => {
    const element = event.detail.elt;
    if (!isLive(element) || !element.dataset.etag) return;
    event.detail.headers["If-None-Match"] = element.dataset.etag;
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { elt: element, xhr } = event.detail;
    if (!isLive(element)) return;
    const isBusy = element.contains(document.activeElement)
      && document.activeElement.matches("input:not([type=checkbox]), textarea, select");
    // An error is told by the banner, and what is being typed is not taken away.
    if (xhr.status >= 400 || isBusy || one("dialog[open]", element)) event.detail.shouldSwap = false;
    else element.dataset.etag = xhr.getResponseHeader("ETag") || "";
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { elt: element, xhr } = event.detail;
    const answered = xhr.status > 0;
    setOffline(!answered);
    if (!isLive(element)) return;
    const good = xhr.status === 200 || xhr.status === 304;
    live.failures = good ? 0 : live.failures + 1;
    if (good) live.since = Date.now();
    plan();
    element.toggleAttribute("data-failed", !good);
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    tellTimes(event.detail.target);
    if (event.detail.target.id === "notice") {
      event.detail.target.scrollIntoView({ block: "nearest" });
      const open = one("dialog[open]");
      // A message must not hide behind a dialog.
      if (open) open.close();
    }
    // After the dialog, which gives the focus back to what opened it.
    one("[data-focus] input:not([hidden])", event.detail.target)?.focus();
  });

  // --- Connection -----------------------------------------------------------------------------
  const setOffline = (isOffline) => { one("#offline").hidden = !isOffline; };
  window.addEventListener("offline", () => setOffline(true));
  window.addEventListener("online", () => { setOffline(false); plan(); poll(); });

  // --- Dialogs, confirmations -----------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    const closer = event.target.closest("[data-closes]");
    if (closer) closer.closest("dialog")?.close();
  });
  const checkTyped = (input) => {
    const isRight = input.value === input.dataset.mustBe;
    input.setCustomValidity(isRight || !input.value ? "" : `Type ${input.dataset.mustBe}`);
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-must-be]")) checkTyped(event.target);
    if (event.target.matches("[data-filter]")) filterRows(event.target);
  });

  // A field with data-filter="rows" shows only those [data-row] inside #rows whose text has it.
  const filterRows = (input) => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of all("[data-row]", document.getElementById(input.dataset.filter))) {
      row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
    }
  };

  // --- Keyboard -------------------------------------------------------------------------------
  const move = (step) => {
    const rows = all("[data-row]").filter((row) => !row.hidden);
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    (one("a, button", next) || next).focus();
  };
  const keys = {
    j: () => move(1),
    k: () => move(-1),
    p: () => setPaused(!live.paused),
    "/": () => one("[data-search]")?.focus(),
    "?": () => one("#shortcuts").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
    if (event.target.matches("input, textarea, select")) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  // --- Theme ----------------------------------------------------------------------------------
  const themes = ["auto", "light", "dark"];
  const themeButton = one("[data-theme-switch]");
  const chosen = () => localStorage.getItem("theme") || "auto";
  const showTheme = () => {
    const theme = chosen();
    themeButton.textContent = `Theme: ${theme}`;
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  themeButton.addEventListener("click", () => {
    localStorage.setItem("theme", themes[(themes.indexOf(chosen()) + 1) % themes.length]);
    showTheme();
  });

  showTheme();
  tellTimes();
  window.novaos = { serverNow, tellTimes, setPaused };
})();
