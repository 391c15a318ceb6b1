// The reviewer's keys: 1 to 5 score, J and K next and previous, N note, Ctrl+Enter lock. Single keys can be switched off
// (the choice is kept in this browser) and never work while typing. Markup: <form data-shortcuts> with fieldset.crit.
(function () {
  "use strict";
  var form = document.querySelector("form[data-shortcuts]");
  if (!form) { return; }
  var KEY = "techforce.shortcuts";
  var at = -1;
  function on() { try { return localStorage.getItem(KEY) !== "off"; } catch (error) { return true; } }
  function crits() { return Array.prototype.slice.call(form.querySelectorAll("fieldset.crit")); }
  var toggle = form.querySelector("[data-shortcuts-toggle]");
  function show() { if (toggle) { toggle.hidden = false; toggle.setAttribute("aria-pressed", String(on())); toggle.textContent = on() ? "Shortcuts: on" : "Shortcuts: off"; } }
  if (toggle) {
    toggle.addEventListener("click", function () {
      try { localStorage.setItem(KEY, on() ? "off" : "on"); } catch (error) { return; }
      show();
    });
  }
  show();
  function go(to) {
    var all = crits();
    if (!all.length) { return; }
    at = Math.max(0, Math.min(all.length - 1, to));
    all.forEach(function (one, i) { one.classList.toggle("crit--now", i === at); });
    all[at].scrollIntoView({ block: "nearest" });
    var radio = all[at].querySelector("input[type=radio]:checked, input[type=radio]");
    if (radio) { radio.focus(); }
  }
  function typing(target) {
    return target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT"
      || (target.tagName === "INPUT" && !/^(radio|checkbox|button|submit)$/.test(target.type));
  }
  form.addEventListener("focusin", function (event) {
    var crit = event.target.closest("fieldset.crit");
    if (!crit) { return; }
    at = crits().indexOf(crit);
    crits().forEach(function (one) { one.classList.toggle("crit--now", one === crit); });
  });
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      var lock = form.querySelector("[data-shortcut=lock]");
      if (lock) { event.preventDefault(); lock.click(); }
      return;
    }
    if (!on() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) { return; }
    var key = event.key.toLowerCase();
    if (key === "j") { go(at + 1); event.preventDefault(); return; }
    if (key === "k") { go(at - 1); event.preventDefault(); return; }
    var crit = crits()[Math.max(at, 0)];
    if (!crit) { return; }
    if (key === "n") {
      var note = crit.querySelector("textarea");
      if (note) { note.focus(); event.preventDefault(); }
      return;
    }
    if (/^[1-9]$/.test(key)) {
      var radio = crit.querySelector("input[type=radio][value='" + key + "']");
      if (radio) { radio.checked = true; radio.dispatchEvent(new Event("change", { bubbles: true })); radio.focus(); event.preventDefault(); }
    }
  });
})();
