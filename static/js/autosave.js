// Says on the page when autosave fails, and warns before leaving with something unsaved. htmx does the saving, and the
// server's answer says when it was saved. Markup: <form data-autosave hx-post="…?autosave=1" …> and #save-status.
// Sending the form comes last: it waits for an autosave that is on its way, and none starts after it. Otherwise an
// older save could arrive behind it and put back what was typed before. Each save carries its number (the hidden field
// "turn"), so that the server can pass over one that arrives behind a later one all the same.
(function () {
  "use strict";
  var PATIENCE = 3000;
  var unsaved = false, sent = false, flying = false, waiting = null;
  function status() { return document.getElementById("save-status"); }
  function isAutosave(event) {
    var config = event.detail.requestConfig;
    var path = event.detail.pathInfo ? event.detail.pathInfo.requestPath : config ? config.path : "";
    return /[?&]autosave=1/.test(path || "");
  }
  function say(text) { var line = status(); if (line) { line.textContent = text; } }
  function count(form) {
    var field = form.elements.namedItem("turn");
    if (field) { field.value = String(Number(field.value || 0) + 1); }
    return field ? field.value : "";
  }
  function send() {
    var held = waiting;
    if (!held) { return; }
    waiting = null;
    flying = false;
    held.form.requestSubmit(held.button);
  }
  document.addEventListener("input", function (event) {
    if (event.target.closest("form[data-autosave]")) { unsaved = true; }
  });
  document.addEventListener("submit", function (event) {
    unsaved = false;
    if (!event.target.matches("form[data-autosave]")) { return; }
    if (!flying) { sent = true; count(event.target); return; }
    event.preventDefault();
    if (!waiting) {
      waiting = { form: event.target, button: event.submitter };
      setTimeout(send, PATIENCE);
    }
  });
  document.addEventListener("htmx:configRequest", function (event) {
    var form = event.target.closest("form[data-autosave]");
    if (form && isAutosave({ detail: { requestConfig: event.detail } })) { event.detail.parameters.turn = count(form); }
  });
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (!isAutosave(event)) { return; }
    if (sent || waiting) { event.preventDefault(); } else { flying = true; }
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    if (!isAutosave(event)) { return; }
    flying = false;
    if (waiting) { send(); return; }
    if (event.detail.successful) { unsaved = false; return; }
    if (event.detail.xhr && event.detail.xhr.status === 0) { say("Not saved: no connection. We try again when you type."); return; }
    if (event.detail.xhr && event.detail.xhr.status === 401) { say("Not saved: you are signed out. Send the form, sign in, and go on."); return; }
    if (event.detail.xhr && event.detail.xhr.status >= 500) { say("Not saved: our server did not answer. We try again when you type."); }
  });
  window.addEventListener("pageshow", function () { sent = false; }); // back from the next page, from memory
  window.addEventListener("beforeunload", function (event) { if (unsaved) { event.preventDefault(); } });
})();
