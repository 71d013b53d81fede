// What JavaScript adds where it is on: counting characters, keeping unsaved text, sending once, saying what failed.
"use strict";
(function () {
  // Characters as people count them: by code point, without the spaces at the ends.
  function points(text) { return Array.from(text.replace(/\r\n/g, "\n").trim()).length; }

  function count(box) {
    const limit = Number(box.dataset.limit);
    let note = box.parentElement.querySelector(".count");
    if (!note) {
      note = document.createElement("p");
      note.className = "count";
      box.insertAdjacentElement("afterend", note);
    }
    const used = points(box.value);
    note.textContent = used > limit ? "超出 " + (used - limit) + " 字（上限 " + limit + " 字）" : "已写 " + used + " 字，还可写 " + (limit - used) + " 字";
    note.classList.toggle("over", used > limit);
    return note.textContent;
  }

  // A screen reader hears the count when typing pauses, not at every key.
  const voice = document.createElement("p");
  voice.className = "hidden";
  voice.setAttribute("role", "status");
  document.body.appendChild(voice);
  let pause;
  function say(text) {
    window.clearTimeout(pause);
    pause = window.setTimeout(function () { voice.textContent = text; }, 1500);
  }

  // Forms with unsaved text, by name: a swap replaces the form, its name stays.
  const unsaved = new Set();
  function name(form) { return form.getAttribute("action") + " " + (form.elements.row ? form.elements.row.value : ""); }

  function boxes(form) {
    return Array.from(form.elements).filter(function (box) { return box.name && box.name !== "csrf_token" && box.type !== "file" && box.type !== "submit"; });
  }

  function states(form) {
    return boxes(form).map(function (box) {
      return { name: box.name, own: box.value, checked: box.checked, chosen: box.options && Array.from(box.options, function (one) { return one.selected; }) };
    });
  }

  function putBack(form, kept) {
    boxes(form).forEach(function (box, index) {
      const state = kept[index];
      if (!state || state.name !== box.name) return;
      if (box.options) Array.from(box.options).forEach(function (one, position) { one.selected = state.chosen[position]; });
      else if (box.type === "radio" || box.type === "checkbox") box.checked = state.checked;
      else box.value = state.own; // the revision too, so that a colleague's save is still noticed
    });
  }

  function begin(root) {
    root.querySelectorAll("textarea[data-limit]").forEach(count);
    root.querySelectorAll("form[data-unsaved]").forEach(function (form) { unsaved.add(name(form)); });
  }

  document.addEventListener("input", function (event) {
    const box = event.target;
    const form = box.closest("form[data-keep]");
    if (box.matches("textarea[data-limit]")) say(count(box));
    if (form) unsaved.add(name(form));
  });

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); event.stopPropagation(); return; }
    form.dataset.sent = "yes";
    unsaved.delete(name(form));
    window.setTimeout(function () { delete form.dataset.sent; }, 8000);
  }, true);

  window.addEventListener("beforeunload", function (event) {
    if (unsaved.size) { event.preventDefault(); event.returnValue = ""; }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  // Swaps: what else is unsaved on the page goes over into the new content; only a row that closes asks first.
  let kept = [];
  let from = "";

  document.addEventListener("htmx:confirm", function (event) {
    const asking = event.detail.elt;
    const row = Array.from(document.querySelectorAll(".list-editor form[data-keep]")).find(function (form) { return unsaved.has(name(form)); });
    if (!row || row === asking || window.confirm("打开的这一行还没有保存，继续操作将丢掉刚才填写的内容。确定继续吗？")) return;
    event.preventDefault();
    delete asking.dataset.sent;
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    if (!event.detail.shouldSwap) return;
    const asked = event.detail.requestConfig.elt;
    from = (asked.closest(".list-editor") || asked.closest("[id]") || asked).id;
    kept = Array.from(event.detail.target.querySelectorAll("form[data-keep]"))
      .filter(function (form) { return unsaved.has(name(form)); })
      .map(function (form) { unsaved.delete(name(form)); return { form: name(form), states: states(form) }; });
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    event.target.querySelectorAll("form[data-keep]").forEach(function (form) {
      const one = kept.find(function (candidate) { return candidate.form === name(form); });
      if (one) { putBack(form, one.states); unsaved.add(one.form); }
    });
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    begin(event.target);
    const place = document.getElementById(from);
    from = "";
    if (!place || document.activeElement !== document.body) return;
    const next = place.querySelector("form[data-keep] :is(input:not([type=hidden]), select, textarea)") || place.querySelector("a[href], button") || document.querySelector("button[form=" + place.id + "]");
    if (next) next.focus({ preventScroll: true });
  });

  // What failed is said in words; everything typed stays where it is.
  function failed(event, heading, advice) {
    const form = event.detail.elt;
    if (form.dataset) delete form.dataset.sent;
    if (form.matches && form.matches("form[data-keep]")) unsaved.add(name(form));
    const notice = document.createElement("div");
    notice.className = "notice error";
    notice.setAttribute("role", "alert");
    notice.tabIndex = -1;
    [heading, advice].forEach(function (text) { const line = document.createElement("p"); line.textContent = text; notice.appendChild(line); });
    document.getElementById("messages").replaceChildren(notice);
    notice.focus();
  }

  document.addEventListener("htmx:sendError", function (event) {
    failed(event, "没有连上平台", "刚才的操作没有完成，填写的内容还在页面上。请检查网络后再试。");
  });
  document.addEventListener("htmx:responseError", function (event) {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const heading = page.querySelector("main h1");
    const advice = page.querySelector("main p");
    failed(event, heading ? heading.textContent : "没有办理成功", advice ? advice.textContent : "填写的内容还在页面上，请稍后再试。");
  });

  begin(document);
})();
