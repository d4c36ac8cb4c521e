// Small conveniences. Every page can be read and every form be sent without them.
"use strict";

// Copies the text of an element.
function offerCopies(part) {
  for (const button of part.querySelectorAll("button[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy).textContent;
      try {
        await navigator.clipboard.writeText(text);
        announce("Copied");
      } catch {
        announce("Not copied: the browser refused it");
      }
    });
  }
}

// Selects the line of a finding in the text area.
function offerLines(part) {
  for (const button of part.querySelectorAll("button[data-line]")) {
    const area = document.getElementById(button.dataset.of);
    if (!(area instanceof HTMLTextAreaElement)) continue;
    button.disabled = false;
    button.addEventListener("click", () => {
      const lines = area.value.split("\n");
      const index = Math.min(Number(button.dataset.line), lines.length) - 1;
      const before = lines.slice(0, index);
      const start = before.reduce((sum, line) => sum + line.length + 1, 0);
      area.focus();
      area.setSelectionRange(start, start + lines[index].length);
      const height = area.scrollHeight / lines.length;
      area.scrollTop = Math.max(0, height * (index - 2));
    });
  }
}

// Tells a screen reader, and everyone else for a moment.
let status;
function announce(text) {
  if (!status) {
    status = document.createElement("p");
    status.setAttribute("role", "status");
    document.querySelector("main").append(status);
  }
  status.textContent = text;
}

// Reads the page again and replaces its live part.
async function refresh() {
  const response = await fetch(location.href, { credentials: "same-origin" });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const [fresh, old] = [page, document].map((one) => one.getElementById("live"));
  if (!fresh || !old) return;
  old.replaceWith(fresh);
  for (const name of ["h1", "title"]) {
    const [from, to] = [page, document].map((one) => one.querySelector(name));
    if (from && to) to.textContent = from.textContent;
  }
  offerCopies(fresh);
}

// One refresh at a time; events in between are one more.
let isBusy = false;
let isDue = false;
async function refreshSoon() {
  isDue = true;
  if (isBusy) return;
  isBusy = true;
  while (isDue) {
    isDue = false;
    try {
      await refresh();
    } catch {
      // The next event, or the reader, tries again.
    }
  }
  isBusy = false;
}

// Follows the events of a live part. The browser connects again when the connection is lost.
function follow() {
  const live = document.querySelector("#live[data-events]");
  if (!live || !window.EventSource) return;
  const events = new EventSource(live.dataset.events);
  events.addEventListener("message", refreshSoon);
  events.addEventListener("open", refreshSoon);
  events.addEventListener("ended", () => {
    events.close();
    refreshSoon();
  });
}

// A form that changes the account is sent once; the server checks it as well.
function sendOnce() {
  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "1";
    });
  }
  // A page that comes back from the browser's history can be sent again.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
}

// Adds the rows of new requests to the list, at most as many as a page has. The stream ends while the
// page is hidden or paused, and goes on where it was.
const MOST_ROWS = 100;
function followRows() {
  const body = document.querySelector("tbody[data-stream]");
  if (!body || !window.EventSource) return;
  const controls = document.querySelector("[data-stream-controls]");
  const pause = controls.querySelector("[data-pause]");
  const state = controls.querySelector("[data-stream-status]");
  const address = new URL(body.dataset.stream, location.href);
  let events, isPaused = false, missed = 0;
  const end = () => {
    if (events) events.close();
    events = undefined;
  };
  const begin = () => {
    if (events || isPaused || document.hidden) return;
    events = new EventSource(address);
    events.addEventListener("missed", (event) => {
      missed += Number(event.data);
      state.textContent = `${missed} requests arrived too fast to be listed here.`;
    });
    events.addEventListener("rows", (event) => {
      address.searchParams.set("after", event.lastEventId);
      const rows = document.createElement("template");
      // The server escapes every text in it, and the page's policy allows no script in it.
      rows.innerHTML = event.data;
      if (!rows.content.firstElementChild) return;
      body.prepend(rows.content);
      while (body.rows.length > MOST_ROWS) body.lastElementChild.remove();
      for (const old of document.querySelectorAll("[data-stream-old]")) old.remove();
    });
    events.addEventListener("error", () => {
      end();
      setTimeout(begin, 1000);
    });
  };
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.textContent = isPaused ? "Continue" : "Pause";
    state.textContent = isPaused ? "New requests are not shown." : "";
    if (isPaused) end(); else begin();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? end() : begin()));
  controls.hidden = false;
  begin();
}

offerCopies(document);
offerLines(document);
follow();
sendOnce();
followRows();
