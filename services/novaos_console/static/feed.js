// The live feed of GodMode's actions from echo-ws. Nothing is kept: a new page begins empty.
"use strict";

(() => {
  const SHOWN_MAX = 50;
  const WAIT_MAX_SECONDS = 60;
  const TICKET_OVER = [4401, 4408];
  const feed = document.querySelector("[data-feed]");
  if (!feed) return;
  const [state, list, empty, reads] = ["state", "list", "empty", "reads"].map((part) =>
    feed.querySelector(`[data-feed-${part}]`));
  let failures = 0;
  let socket = null;
  let timer = 0;

  const say = (tone, sign, text) => {
    state.dataset.tone = tone;
    state.textContent = `${sign} ${text}`;
  };

  const element = (name, text, className = "") => {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const tidy = () => {
    const rows = [...list.children];
    rows.slice(SHOWN_MAX).forEach((row) => row.remove());
    let shown = 0;
    for (const row of rows.slice(0, SHOWN_MAX)) {
      row.hidden = row.dataset.method === "GET" && !reads.checked;
      shown += row.hidden ? 0 : 1;
    }
    empty.hidden = shown > 0;
  };

  const show = (action) => {
    // What is only read comes with every update of this page; it must not push out the rest.
    if (action.method === "GET" && !reads.checked) return;
    const row = document.createElement("li");
    row.dataset.method = action.method || "";
    const time = document.createElement("time");
    time.dateTime = action.at || "";
    const ago = element("span", "", "ago");
    ago.dataset.ago = "";
    const at = new Date(action.at);
    const utc = Number.isNaN(at.getTime()) ? "" : at.toISOString().slice(11, 19) + "Z";
    time.append(ago, " ", element("span", utc, "utc"));
    row.append(time, element("strong", action.method || "?", "mono"), element("span", action.route || "", "mono"));
    list.prepend(row);
    tidy();
    window.novaos?.tellTimes(row);
  };

  const retry = (code) => {
    failures += 1;
    const isOver = TICKET_OVER.includes(code) && failures === 1;
    const seconds = isOver ? 1 : Math.min(2 ** failures, WAIT_MAX_SECONDS);
    say("warn", "▲", `disconnected, next try in ${seconds} s`);
    clearTimeout(timer);
    timer = setTimeout(connect, seconds * 1000);
  };

  const listen = ({ ticket, url }) => {
    socket = new WebSocket(url);
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "auth", ticket })));
    socket.addEventListener("message", (event) => {
      const frame = JSON.parse(event.data);
      if (frame.type === "welcome") {
        const room = (frame.rooms || []).find((one) => one.room === "godmode");
        if (room) socket.send(JSON.stringify({ type: "join", room: room.room }));
      } else if (frame.type === "joined" || frame.type === "available") {
        failures = 0;
        say("ok", "●", "connected");
      } else if (frame.type === "unavailable") {
        say("warn", "▲", "connected, but the relay's store is away");
      } else if (frame.type === "godmode") {
        show(frame.action);
      }
    });
    socket.addEventListener("close", (event) => { socket = null; retry(event.code); });
  };

  async function connect() {
    clearTimeout(timer);
    if (document.hidden) { say("mute", "○", "not connected while the page is hidden"); return; }
    say("info", "◆", "connecting");
    try {
      const answer = await fetch(feed.dataset.feed, { method: "POST", headers: { "HX-Request": "true" } });
      if (answer.status !== 200) throw new Error(String(answer.status));
      listen(await answer.json());
    } catch {
      retry(0);
    }
  }

  reads.addEventListener("change", tidy);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !socket) { failures = 0; connect(); }
  });
  connect();
})();
