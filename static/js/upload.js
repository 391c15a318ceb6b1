// Tells the size of a chosen file before it is sent, and lets a file be dropped on its box.
(function () {
  "use strict";
  function size(bytes) {
    return bytes < 1024 * 1024 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1024 / 1024).toFixed(1) + " MB";
  }
  function start(box) {
    var input = box.querySelector("input[type=file]");
    if (!input || box.dataset.ready) { return; }
    box.dataset.ready = "on";
    var note = document.createElement("p");
    note.className = "field__hint";
    note.setAttribute("role", "status");
    box.append(note);
    var limit = Number(input.dataset.maxBytes || 0);
    function say() {
      var file = input.files[0];
      if (!file) { note.textContent = ""; return; }
      var late = limit && file.size > limit;
      note.textContent = file.name + ", " + size(file.size) + (late ? ". That is too large: the limit is " + size(limit) : "");
    }
    input.addEventListener("change", say);
    box.addEventListener("dragover", function (event) { event.preventDefault(); box.classList.add("is-over"); });
    box.addEventListener("dragleave", function () { box.classList.remove("is-over"); });
    box.addEventListener("drop", function (event) {
      event.preventDefault();
      box.classList.remove("is-over");
      if (event.dataTransfer.files.length) {
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }
  document.querySelectorAll("[data-upload]").forEach(start);
  document.addEventListener("htmx:load", function () { document.querySelectorAll("[data-upload]").forEach(start); });
})();
