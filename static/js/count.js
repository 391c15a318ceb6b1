// Keeps word counts current while typing. The server counts the same way; without script the count is right on load.
(function () {
  "use strict";
  function words(text) {
    var trimmed = text.trim();
    return trimmed ? trimmed.split(/\s+/).length : 0;
  }
  function sentence(count, min, max) {
    var noun = count === 1 ? "word" : "words";
    if (count < min) { return noun + ", " + (min - count) + " more needed"; }
    if (max && count > max) { return noun + ", " + (count - max) + " too many"; }
    if (max) { return noun + ", " + (max - count) + " left"; }
    return noun;
  }
  function state(count, min, max) {
    return count < min ? "short" : max && count > max ? "long" : max && max - count <= 10 ? "near" : "fits";
  }
  function start(line) {
    var area = document.getElementById(line.dataset.countFor);
    if (!area || line.dataset.counting) { return; }
    line.dataset.counting = "on";
    var min = Number(line.dataset.min), max = Number(line.dataset.max);
    var live = document.createElement("span");
    live.className = "vh";
    live.setAttribute("aria-live", "polite");
    line.after(live);
    var last = state(words(area.value), min, max);
    area.addEventListener("input", function () {
      var count = words(area.value), now = state(count, min, max);
      var wrong = count > 0 && (now === "short" || now === "long");
      var number = document.createElement(wrong ? "strong" : "b");
      number.textContent = String(count);
      var rest = document.createElement("span");
      rest.textContent = sentence(count, min, max);
      line.replaceChildren(number, " ", rest);
      if (now !== last) { live.textContent = count + " " + sentence(count, min, max); last = now; } // spoken only at thresholds
    });
  }
  function all() { document.querySelectorAll("[data-count-for]").forEach(start); }
  all();
  document.addEventListener("htmx:load", all);
})();
