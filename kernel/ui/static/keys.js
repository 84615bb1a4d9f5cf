// Keys for officers: each one presses a link or a button that is on the page, or goes to a field or a row.
// Off while somebody types, with Ctrl, Alt or Meta, and for who switched it off (WCAG 2.1.4).
(function () {
  "use strict";
  goOn();
  var help = document.getElementById("keys");
  if (!help) return;
  var box = help.querySelector("input"), on = remembered() !== "off";

  box.checked = on;
  box.parentElement.hidden = false;
  box.addEventListener("change", function () {
    on = box.checked;
    remembered(on ? "on" : "off");
  });

  document.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!on || types(event.target)) return;
    var key = latin(event);
    if (key === "?") toggle();
    else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (!press(key)) return;
    event.preventDefault();
  });

  // After a form, over a redirect, the way goes on at the heading, unless a notice has the focus.
  function goOn() {
    var how = performance.getEntriesByType("navigation")[0], heading = document.querySelector("h1");
    var told = location.hash || document.querySelector("[autofocus]");
    if (!how || how.type !== "navigate" || !how.redirectCount || !heading || told) return;
    heading.tabIndex = -1;
    heading.classList.add("govuk-skip-link-focused-element");
    heading.focus({ preventScroll: true });
  }

  // A Hindi keyboard gives other letters on the same keys.
  function latin(event) {
    var key = event.key;
    if (key.length !== 1 || key.charCodeAt(0) < 128) return key;
    if (event.code === "Slash") return event.shiftKey ? "?" : "/";
    return event.code.indexOf("Key") ? key : event.code.charAt(3).toLowerCase();
  }

  function types(at) {
    var field = at.closest && at.closest("input, textarea, select, [contenteditable]");
    return field && !/^(checkbox|radio|button|submit)$/.test(field.type);
  }

  function toggle() {
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  }

  function step(by) {
    var rows = Array.prototype.map.call(document.querySelectorAll("[data-row]"), function (row) {
      return row.querySelector("a[href], button");
    }).filter(Boolean);
    var at = rows.findIndex(function (link) {
      return link.closest("[data-row]").contains(document.activeElement);
    });
    var next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (next) next.focus();
  }

  function press(key) {
    var at = /^[a-z/]$/.test(key) && document.querySelector('[data-key="' + key + '"]');
    if (!at) return false;
    if (at.matches("a, button")) at.click();
    else at.focus();
    return true;
  }

  function remembered(value) {
    try {
      if (value) localStorage.setItem("keys", value);
      return localStorage.getItem("keys");
    } catch (closed) {
      return null;
    }
  }
})();
