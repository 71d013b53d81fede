// What JavaScript adds where it is on: counting characters, keeping unsaved text (on the page and in the browser),
// sending once, saying what failed and trying again.
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
  function name(form) { return [form.getAttribute("action"), form.elements.row ? form.elements.row.value : "", form.dataset.keep].join(" ").trim(); }

  function boxes(form) {
    return Array.from(form.elements).filter(function (box) { return box.name && box.name !== "csrf_token" && box.type !== "file" && box.type !== "submit"; });
  }

  function states(form) {
    return boxes(form).map(function (box) {
      return { name: box.name, own: box.value, checked: box.checked };
    });
  }

  // By name, and a choice by its value: what is on offer may have changed meanwhile, and with it how many boxes there are.
  function putBack(form, kept) {
    const taken = {};
    boxes(form).forEach(function (box) {
      const choice = box.type === "radio" || box.type === "checkbox";
      const named = kept.filter(function (state) { return state.name === box.name && (!choice || state.own === box.value); });
      taken[box.name] = (taken[box.name] || 0) + 1;
      const state = named[choice ? 0 : taken[box.name] - 1];
      if (!state) return;
      if (choice) box.checked = state.checked;
      else if (!box.options || Array.from(box.options).some(function (one) { return one.value === state.own; })) box.value = state.own; // the revision too, so that a colleague's save is still noticed
    });
  }

  function begin(root) {
    root.querySelectorAll("textarea[data-limit]").forEach(count);
    root.querySelectorAll("form[data-unsaved]").forEach(function (form) { unsaved.add(name(form)); });
    root.querySelectorAll("form[data-keep]").forEach(offer);
    root.querySelectorAll("[data-autosave]").forEach(function (status) { // typed before htmx was ready for it, or put back
      window.setTimeout(function () { if (status.isConnected && unsaved.has(name(formOf(status)))) window.htmx.trigger(status, "retry"); }, 1500);
    });
  }

  // An answer to a comment stands inside the section's form and belongs to a form of its own: the section has no news.
  document.addEventListener("input", function (event) {
    const box = event.target;
    if (box.form && box.closest("form") && box.form !== box.closest("form")) event.stopPropagation();
    const form = box.form && box.form.matches("form[data-keep]") ? box.form : box.closest("form[data-keep]");
    if (box.matches("textarea[data-limit]")) say(count(box));
    if (!form) return;
    unsaved.add(name(form));
    typed.set(name(form), (typed.get(name(form)) || 0) + 1);
    window.clearTimeout(writing);
    writing = window.setTimeout(function () { keep(form); }, 300);
  }, true);

  // What has not reached the portal is kept in this browser, for this person, and offered again.
  const account = document.body.dataset.account || "";
  const shelf = "portal:" + account + ":";
  const typed = new Map(); // form → how often something was typed into it
  let writing;

  function stored(work) {
    try { return work(window.localStorage); } catch (error) { return null; } // switched off or full: the page itself still keeps it
  }

  function keep(form, sent) {
    stored(function (store) { store.setItem(shelf + name(form), JSON.stringify({ at: Date.now(), sent: Boolean(sent), states: states(form) })); });
  }

  function drop(key) {
    stored(function (store) { store.removeItem(shelf + key); });
  }

  // Whether what was sent has arrived: the form stands on a newer revision, or has none and so was sent to be done with.
  function arrived(kept, now) {
    const before = kept.states.find(function (state) { return state.name === "base"; });
    const after = now.find(function (state) { return state.name === "base"; });
    return kept.sent && (!before || !after || parseInt(after.own, 10) > parseInt(before.own, 10));
  }

  function same(one, other) {
    return one.length === other.length && one.every(function (state, index) {
      const twin = other[index];
      const hidden = ["base", "page", "back", "shown", "came_from"].includes(state.name);
      return state.name === twin.name && state.checked === twin.checked && (hidden || state.own.trim() === twin.own.trim());
    });
  }

  function line(notice, text) {
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    notice.appendChild(paragraph);
  }

  function button(notice, text, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "second";
    made.textContent = text;
    made.addEventListener("click", action);
    notice.appendChild(made);
  }

  function offer(form) {
    const kept = stored(function (store) { return JSON.parse(store.getItem(shelf + name(form))); });
    if (!kept || unsaved.has(name(form))) return;
    const now = states(form);
    if (arrived(kept, now) || same(kept.states, now) || Date.now() - kept.at > 14 * 24 * 3600 * 1000) { drop(name(form)); return; }
    const notice = document.createElement("div");
    notice.className = "notice wait kept-here";
    notice.setAttribute("role", "status");
    line(notice, "这台电脑上留有您 " + new Date(kept.at).toLocaleString("zh-CN", { hour12: false }) + " 填写、还没有保存到平台的内容。");
    button(notice, "放回表中", function () {
      notice.remove();
      putBack(form, kept.states);
      Array.from(form.elements).filter(function (box) { return box.matches("textarea[data-limit]"); }).forEach(count);
      form.dispatchEvent(new Event("input", { bubbles: true }));
    });
    button(notice, "不要了", function () { notice.remove(); drop(name(form)); });
    const first = boxes(form).find(function (box) { return box.type !== "hidden"; });
    const place = first && !form.contains(first) ? first.closest("details") || first : form; // an answer's box stands far from its form
    place.before(notice);
  }

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); event.stopPropagation(); return; }
    form.dataset.sent = "yes";
    unsaved.delete(name(form));
    window.clearTimeout(writing); // what was typed just before is on its way as well
    if (form.matches("[data-keep]") && (typed.has(name(form)) || stored(function (store) { return store.getItem(shelf + name(form)); }))) keep(form, true);
    if (form.getAttribute("action").endsWith("/sign-out")) stored(function (store) { Object.keys(store).filter(function (key) { return key.startsWith(shelf); }).forEach(function (key) { store.removeItem(key); }); });
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

  // Asked by the page of itself: nobody pressed anything, so nothing is asked back and the focus stays.
  function ofItself(element) { return element.matches("[hx-get], [hx-post]"); }

  document.addEventListener("htmx:confirm", function (event) {
    const asking = event.detail.elt;
    if (ofItself(asking)) return;
    const row = Array.from(document.querySelectorAll(".list-editor form[data-keep]")).find(function (form) { return unsaved.has(name(form)); });
    if (!row || row === asking || window.confirm("打开的这一行还没有保存，继续操作将丢掉刚才填写的内容。确定继续吗？")) return;
    event.preventDefault();
    delete asking.dataset.sent;
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    const asked = event.detail.requestConfig.elt;
    if (!event.detail.shouldSwap || ofItself(asked)) return;
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
    if (event.target.matches(".slot, .preview") && !event.target.children.length) { // put away: back to the link before it
      const links = Array.from(document.querySelectorAll(event.target.matches(".preview") ? "a.look" : "a.say")).filter(function (link) { return link.compareDocumentPosition(event.target) & Node.DOCUMENT_POSITION_FOLLOWING; });
      if (links.length) links[links.length - 1].focus({ preventScroll: true });
    }
    const place = document.getElementById(from);
    from = "";
    if (!place || document.activeElement !== document.body) return;
    const next = place.querySelector("form[data-keep] :is(input:not([type=hidden]), select, textarea)") || place.querySelector("a[href], button") || document.querySelector("button[form=" + place.id + "]");
    if (next) next.focus({ preventScroll: true });
  });

  // Saving of itself: the form is settled when nothing was typed since; what failed is tried again, later and later.
  function formOf(status) { return document.getElementById(status.dataset.autosave); }

  document.addEventListener("htmx:beforeRequest", function (event) {
    const status = event.detail.elt;
    if (status.dataset && status.dataset.autosave) status.dataset.upTo = typed.get(name(formOf(status))) || 0;
  });

  document.addEventListener("saved", function (event) {
    const status = event.target;
    const form = status.dataset && status.dataset.autosave && formOf(status);
    if (!form) return;
    delete status.dataset.tries;
    if (Number(status.dataset.upTo) !== (typed.get(name(form)) || 0)) return;
    unsaved.delete(name(form));
    window.clearTimeout(writing);
    drop(name(form));
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    const status = event.detail.elt;
    if (status.dataset && status.dataset.autosave && event.detail.xhr.getResponseHeader("HX-Retarget")) notSaved(status, "登录已超时，之后填写的内容还没有保存。请在页面上方输入密码。");
  });

  // A form that was sent in place has arrived with its answer; what is left to correct stands in the answer itself.
  document.addEventListener("htmx:afterRequest", function (event) {
    const form = event.detail.requestConfig.elt; // the answer may have taken its place already
    if (event.detail.successful && form.matches("form[data-keep]") && !event.detail.xhr.getResponseHeader("HX-Retarget")) {
      window.clearTimeout(writing);
      drop(name(form));
      drop(name(form).replace(/ +conflict$/, "")); // where two texts stood side by side, the form they came from has its answer too
    }
  });

  function notSaved(status, text) {
    const paragraph = document.createElement("p");
    paragraph.className = "error";
    paragraph.textContent = text;
    status.replaceChildren(paragraph);
    keep(formOf(status));
  }

  function tryAgain(status) {
    const tries = Number(status.dataset.tries || 0) + 1;
    status.dataset.tries = tries;
    window.setTimeout(function () { if (status.isConnected) window.htmx.trigger(status, "retry"); }, Math.min(60, 3 * tries) * 1000);
  }

  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState !== "hidden") return;
    document.querySelectorAll("[data-autosave]").forEach(function (status) { if (unsaved.has(name(formOf(status)))) window.htmx.trigger(status, "retry"); });
  });

  // What failed is said in words; everything typed stays where it is.
  function failed(event, heading, advice, again) {
    const form = event.detail.elt;
    if (form.dataset && form.dataset.autosave) {
      notSaved(form, heading + "，刚才填写的内容还没有保存，已留在这台电脑上。" + (again ? "会自动再试。" : advice));
      if (again) tryAgain(form);
      return;
    }
    if (ofItself(form)) return;
    if (form.dataset) delete form.dataset.sent;
    if (form.matches && form.matches("form[data-keep]")) unsaved.add(name(form));
    const notice = document.createElement("div");
    notice.className = "notice error";
    notice.setAttribute("role", "alert");
    notice.tabIndex = -1;
    [heading, advice].forEach(function (text) { line(notice, text); });
    document.getElementById("messages").replaceChildren(notice);
    notice.focus();
  }

  document.addEventListener("htmx:sendError", function (event) {
    failed(event, "没有连上平台", "刚才的操作没有完成，填写的内容还在页面上。请检查网络后再试。", true);
  });
  document.addEventListener("htmx:responseError", function (event) {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const heading = page.querySelector("main h1");
    const advice = page.querySelector("main p");
    failed(event, heading ? heading.textContent : "没有办理成功", advice ? advice.textContent : "填写的内容还在页面上，请稍后再试。", event.detail.xhr.status >= 500 || event.detail.xhr.status === 429);
  });

  // Shortcuts on the dossier: single keys, never while one types, to be switched off on the page (WCAG 2.1.4).
  const help = document.querySelector("[data-keys]");
  function keysOff() { return stored(function (store) { return store.getItem("portal-keys"); }) === "off"; }

  function section(step) {
    const all = Array.from(document.querySelectorAll("[data-section]"));
    const at = all.reduce(function (last, one, index) { return one.getBoundingClientRect().top < 80 ? index : last; }, -1);
    return all[step ? Math.max(0, Math.min(all.length - 1, at + step)) : Math.max(0, at)];
  }

  function goTo(place) {
    place.scrollIntoView();
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
  }

  const keys = {
    j: function () { goTo(section(1)); },
    k: function () { goTo(section(-1)); },
    c: function () { const link = section(0).querySelector("a.say"); if (link) link.click(); },
    l: function () { const list = document.getElementById("checklist"); if (list) { list.open = true; goTo(list); } },
  };

  if (help) {
    const toggle = document.createElement("button");
    toggle.type = "button";
    toggle.className = "second";
    const label = function () { toggle.textContent = keysOff() ? "开启快捷键" : "关闭快捷键"; };
    label();
    toggle.addEventListener("click", function () { stored(function (store) { store.setItem("portal-keys", keysOff() ? "on" : "off"); }); label(); });
    help.appendChild(toggle);
    document.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || keysOff()) return;
      if (event.target.closest("input, textarea, select, [contenteditable]")) return;
      const link = document.querySelector('[data-key="' + CSS.escape(event.key.toLowerCase()) + '"]');
      const action = keys[event.key.toLowerCase()] || (link && function () { link.click(); });
      if (action) { event.preventDefault(); action(); }
    });
  }

  // What is pasted into an article from Word or a web page comes as HTML; the portal makes Markdown of it. Without an answer it is pasted as it is.
  document.addEventListener("paste", function (event) {
    const box = event.target.closest("form[data-clean] textarea[name=body]");
    const html = box && event.clipboardData && event.clipboardData.getData("text/html");
    if (!html) return;
    event.preventDefault();
    const plain = event.clipboardData.getData("text/plain");
    const body = new URLSearchParams({ html: html, csrf_token: box.form.elements.csrf_token.value });
    const put = function (text) {
      box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    };
    fetch(box.form.dataset.clean, { method: "POST", body: body, credentials: "same-origin" })
      .then(function (answer) { if (!answer.ok) throw new Error(); return answer.text(); })
      .then(put, function () { put(plain); });
  });

  begin(document);
})();
