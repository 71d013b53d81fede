// What JavaScript adds where it is on: counting characters, warning before leaving with unsaved text, sending once.
"use strict";
(function () {
  function points(text) { return Array.from(text.replace(/\r\n/g, "\n").trim()).length; }

  function count(box) {
    var limit = Number(box.dataset.limit);
    var note = box.parentElement.querySelector(".count");
    if (!note) {
      note = document.createElement("p");
      note.className = "count";
      note.setAttribute("aria-live", "polite");
      box.insertAdjacentElement("afterend", note);
    }
    var used = points(box.value);
    note.textContent = used > limit ? "超出 " + (used - limit) + " 字（上限 " + limit + " 字）" : "已写 " + used + " 字，还可写 " + (limit - used) + " 字";
    note.classList.toggle("over", used > limit);
  }

  var unsaved = false;

  document.addEventListener("input", function (event) {
    var box = event.target;
    if (box.matches("textarea[data-limit]")) count(box);
    if (box.closest("form[data-keep]")) unsaved = true;
  });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    unsaved = false;
    window.setTimeout(function () { delete form.dataset.sent; }, 8000);
  });

  window.addEventListener("beforeunload", function (event) {
    if (unsaved) { event.preventDefault(); event.returnValue = ""; }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  function begin(root) { root.querySelectorAll("textarea[data-limit]").forEach(count); }
  begin(document);
  document.addEventListener("htmx:afterSettle", function (event) { begin(event.target); });
})();
