// Warns two minutes before the session ends and lets people stay; says so when it is over. Works by the clock, so a
// laptop that slept is right at once. Other tabs of the same site tell each other. Markup: components/session_end.html.
(function () {
  "use strict";
  var WARN = 120000;
  var box = document.querySelector("[data-session-end]");
  if (!box) { return; }
  var words = box.querySelector("[data-session-words]"), form = box.querySelector("form");
  var idle = Number(box.dataset.unused) * 1000;
  var unused = Date.now() + idle;
  var atMost = "atMost" in box.dataset ? Date.now() + Number(box.dataset.atMost) * 1000 : Infinity;
  var shown = "";
  var tabs = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
  var TEXT = {
    idle: "You will be signed out in two minutes, because nothing was saved for a while.",
    last: "This session ends in two minutes. Save now, or send your form later: it waits while you sign in again.",
    over: "You are signed out. What you typed is still here: send the form, sign in, and go on."
  };
  function show(state) {
    if (state === shown) { return; }
    shown = state;
    box.hidden = !state;
    form.hidden = state !== "idle";
    words.textContent = state ? TEXT[state] : "";
  }
  function look() {
    var now = Date.now(), end = Math.min(unused, atMost);
    show(now >= end ? "over" : now < end - WARN ? "" : atMost <= unused ? "last" : "idle");
  }
  function used(until) {
    if (until > unused) { unused = until; }
    look();
  }
  function tell() {
    used(Date.now() + idle);
    if (tabs) { tabs.postMessage(unused); }
  }
  if (tabs) { tabs.onmessage = function (event) { used(Number(event.data)); }; }
  document.addEventListener("htmx:afterRequest", function (event) { if (event.detail.successful) { tell(); } });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", credentials: "same-origin" })
      .then(function (answer) { if (answer.status === 204) { tell(); } else { unused = 0; look(); } })
      .catch(function () { words.textContent = "No connection. Try again."; });
  });
  setInterval(look, 1000);
  look();
})();
