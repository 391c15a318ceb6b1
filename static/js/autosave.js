// Says on the page when autosave fails, and warns before leaving with something unsaved. htmx does the saving, and the
// server's answer says when it was saved. Markup: <form data-autosave hx-post="…?autosave=1" …> and #save-status.
(function () {
  "use strict";
  var unsaved = false;
  function status() { return document.getElementById("save-status"); }
  function isAutosave(event) {
    var config = event.detail.requestConfig;
    var path = event.detail.pathInfo ? event.detail.pathInfo.requestPath : config ? config.path : "";
    return /[?&]autosave=1/.test(path || "");
  }
  function say(text) { var line = status(); if (line) { line.textContent = text; } }
  document.addEventListener("input", function (event) {
    if (event.target.closest("form[data-autosave]")) { unsaved = true; }
  });
  document.addEventListener("submit", function () { unsaved = false; });
  document.addEventListener("htmx:afterRequest", function (event) {
    if (!isAutosave(event)) { return; }
    if (event.detail.successful) { unsaved = false; return; }
    if (event.detail.xhr && event.detail.xhr.status === 0) { say("Not saved: no connection. We try again when you type."); return; }
    if (event.detail.xhr && event.detail.xhr.status >= 500) { say("Not saved: our server did not answer. We try again when you type."); }
  });
  window.addEventListener("beforeunload", function (event) { if (unsaved) { event.preventDefault(); } });
})();
