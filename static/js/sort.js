// Ranked lists: rows can be dragged, and moved with Alt and the arrow keys, on top of the plain up and down buttons.
// Rows stand in <ol class="rank" data-rank>; a hidden input inside each row carries its place in the posted order.
// The list's form is sent by htmx after each move (event "rank:moved" on the list). Sending the form itself waits for a
// save that is on its way: its answer carries the version of the list that the form has to name.
(function () {
  "use strict";
  var PATIENCE = 3000;
  var moving = null, flying = 0, waiting = null;
  function isList(form) { return form && form.matches("form") && form.querySelector("ol[data-rank]"); }
  function send() {
    var held = waiting;
    if (!held) { return; }
    waiting = null;
    flying = 0;
    held.form.requestSubmit(held.button);
  }
  document.addEventListener("htmx:beforeRequest", function (event) { if (isList(event.target)) { flying += 1; } });
  document.addEventListener("htmx:afterRequest", function (event) {
    if (!isList(event.target)) { return; }
    flying = Math.max(flying - 1, 0);
    setTimeout(function () { if (!flying) { send(); } }, 0); // a move that queued behind this one starts first
  });
  document.addEventListener("submit", function (event) {
    if (!flying || !isList(event.target)) { return; }
    event.preventDefault();
    if (!waiting) {
      waiting = { form: event.target, button: event.submitter };
      setTimeout(send, PATIENCE);
    }
  });
  function rows(list) { return Array.prototype.filter.call(list.children, function (row) { return row.matches(".rank__row"); }); }
  function name(row) { var what = row.querySelector(".rank__what b"); return what ? what.textContent.trim() : "Row"; }
  function settle(list, row) {
    var all = rows(list);
    all.forEach(function (one, at) {
      var up = one.querySelector("[name=up]"), down = one.querySelector("[name=down]");
      if (up) { up.disabled = at === 0; }
      if (down) { down.disabled = at === all.length - 1; }
    });
    list.parentNode.querySelector(".rank__said").textContent = name(row) + " is now number " + (all.indexOf(row) + 1) + " of " + all.length;
    list.dispatchEvent(new CustomEvent("rank:moved", { bubbles: true }));
  }
  function step(list, row, by) {
    var all = rows(list), at = all.indexOf(row), to = at + by;
    if (to < 0 || to >= all.length) { return false; }
    if (by < 0) { list.insertBefore(row, all[to]); } else { list.insertBefore(all[to], row); }
    settle(list, row);
    return true;
  }
  function start(list) {
    if (list.dataset.ready) { return; }
    list.dataset.ready = "on";
    var said = document.createElement("p");
    said.className = "vh rank__said";
    said.setAttribute("role", "status");
    list.after(said);
    rows(list).forEach(function (row) { row.draggable = true; });
    list.addEventListener("click", function (event) {
      var button = event.target.closest("button[name=up], button[name=down]");
      if (!button || button.dataset.rankPlain !== undefined) { return; }
      var row = button.closest(".rank__row");
      event.preventDefault();
      var by = button.name === "up" ? -1 : 1;
      if (step(list, row, by)) {
        var other = row.querySelector(by < 0 ? "[name=down]" : "[name=up]");
        (button.disabled && other ? other : button).focus(); // focus stays on the row that moved
      }
    });
    list.addEventListener("keydown", function (event) {
      var row = event.target.closest(".rank__row");
      if (!row || !event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) { return; }
      event.preventDefault();
      var focused = event.target;
      if (step(list, row, event.key === "ArrowUp" ? -1 : 1)) {
        (focused.disabled ? row.querySelector("button:not(:disabled)") : focused).focus();
      }
    });
    list.addEventListener("dragstart", function (event) {
      moving = event.target.closest(".rank__row");
      if (!moving) { return; }
      moving.classList.add("is-moving");
      event.dataTransfer.effectAllowed = "move";
    });
    list.addEventListener("dragover", function (event) {
      var over = event.target.closest(".rank__row");
      if (!moving || !over || over === moving || over.parentNode !== moving.parentNode) { return; }
      event.preventDefault();
      var box = over.getBoundingClientRect();
      list.insertBefore(moving, event.clientY < box.top + box.height / 2 ? over : over.nextSibling);
    });
    list.addEventListener("dragend", function () {
      if (!moving) { return; }
      moving.classList.remove("is-moving");
      settle(list, moving);
      moving = null;
    });
  }
  function all() { document.querySelectorAll("ol[data-rank]").forEach(start); }
  all();
  document.addEventListener("htmx:load", all);
})();
