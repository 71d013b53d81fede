// A large file goes up in pieces: a broken line costs one piece, and the same file goes on where it stopped.
// Where this script does not run, the form sends the file at once.
"use strict";
(function () {
  const form = document.querySelector("form[data-in-pieces]");
  const panel = document.getElementById("sending");
  if (!form || !panel || !window.FormData || !window.Blob || !Blob.prototype.slice || !window.Promise) return;

  const KIB = 1024, MIB = 1024 * KIB, GIB = 1024 * MIB;
  const HEAD = 64 * KIB; // by which the portal knows the file again
  const SMALLEST = 256 * KIB, FIRST = MIB;
  const QUICK = 3, SLOW = 10; // seconds: a piece that took less is followed by a larger one, more by a smaller one
  const WAITS = [2, 5, 10, 20, 40, 60]; // seconds before the next try
  const PATIENCE = 90; // seconds in which a piece must have gone up

  const heading = panel.querySelector("h3");
  const bar = panel.querySelector("progress");
  const percent = panel.querySelector(".sending-bar span");
  const words = panel.querySelector(".sending-words");
  const pauseButton = panel.querySelector("button[name=pause]");
  const goOnButton = panel.querySelector("button[name=go-on]");
  const giveUp = panel.querySelector("form");
  const voice = document.createElement("p"); // what a screen reader hears: the turns, not every step
  voice.className = "hidden";
  voice.setAttribute("role", "status");
  panel.after(voice);

  document.getElementById("bundle-hint").hidden = true;
  document.getElementById("bundle-hint-in-pieces").hidden = false;
  form.elements.bundle.setAttribute("aria-describedby", "bundle-hint-in-pieces");

  let file, address, received, most, piece, failures, speed, running, request, timer, ticking, waitsForSignIn;

  function sized(bytes) {
    if (bytes >= GIB) return (bytes / GIB).toFixed(1) + " GB";
    return bytes >= MIB ? (bytes / MIB).toFixed(1) + " MB" : Math.ceil(bytes / KIB) + " KB";
  }

  function left(seconds) {
    const minutes = Math.ceil(seconds / 60);
    if (minutes < 2) return "，约剩不到 1 分钟";
    return minutes < 60 ? "，约剩 " + minutes + " 分钟" : "，约剩 " + Math.floor(minutes / 60) + " 小时 " + (minutes % 60) + " 分钟";
  }

  function show(arrived, more) {
    bar.value = file.size ? Math.floor(1000 * arrived / file.size) : 0;
    percent.textContent = Math.floor(100 * arrived / file.size) + "%";
    words.textContent = "已传 " + sized(arrived) + " / " + sized(file.size) + more;
  }

  // One turn of the upload: what the heading says, which buttons there are.
  function turn(text, buttons) {
    heading.textContent = text;
    voice.textContent = text;
    pauseButton.hidden = buttons.indexOf("pause") < 0;
    goOnButton.hidden = buttons.indexOf("go on") < 0;
    goOnButton.textContent = buttons.indexOf("pause") < 0 ? "继续上传" : "现在再试";
    giveUp.hidden = buttons.indexOf("give up") < 0 || !address;
    panel.classList.toggle("stopped", buttons.indexOf("go on") >= 0);
    form.hidden = true;
    panel.hidden = false;
    const unfinished = document.getElementById("unfinished"); // as it stood when the page was opened
    if (unfinished) unfinished.hidden = true;
  }

  // A question to the portal; what it tells, and how it went. Never fails: no answer is an answer of 0.
  function ask(method, url, body, headers, progress) {
    return new Promise(function (resolve) {
      request = new XMLHttpRequest();
      request.open(method, url);
      request.timeout = PATIENCE * 1000;
      Object.keys(headers || {}).forEach(function (name) { request.setRequestHeader(name, headers[name]); });
      if (progress) request.upload.onprogress = function (event) { progress(event.loaded); };
      request.onloadend = function () {
        let told = null;
        try { told = JSON.parse(this.responseText); } catch (error) { /* a page, or nothing */ }
        resolve({ status: this.status, told: told, signedOut: this.status === 200 && !told });
      };
      request.send(body || null);
    });
  }

  function hashed(blob) {
    if (!window.crypto || !window.crypto.subtle || !blob.arrayBuffer) return Promise.resolve(""); // not on plain HTTP
    return blob.arrayBuffer()
      .then(function (bytes) { return window.crypto.subtle.digest("SHA-256", bytes); })
      .then(function (digest) { return Array.from(new Uint8Array(digest), function (byte) { return byte.toString(16).padStart(2, "0"); }).join(""); });
  }

  function readable(blob) { // a file that was moved or changed meanwhile cannot be read any more
    return new Promise(function (resolve) {
      const reader = new FileReader();
      reader.onload = function () { resolve(true); };
      reader.onerror = function () { resolve(false); };
      reader.readAsArrayBuffer(blob);
    });
  }

  function start(chosen) {
    file = chosen;
    address = "";
    received = 0;
    speed = 0;
    failures = 0;
    piece = FIRST;
    goOn();
    heading.focus();
  }

  function quiet() { // nothing is tried of itself
    window.clearTimeout(timer);
    window.clearInterval(ticking);
    timer = 0;
  }

  function goOn() {
    quiet();
    waitsForSignIn = false;
    running = {};
    turn("正在上传 " + file.name, ["pause"]);
    show(received, "");
    (address ? stand : begin)(running);
  }

  function begin(run) {
    const data = new FormData();
    data.append("csrf_token", form.elements.csrf_token.value);
    data.append("name", file.name);
    data.append("size", file.size);
    data.append("head", file.slice(0, HEAD), "head");
    readable(file.slice(0, 1)).then(function (still) {
      if (run !== running) return;
      if (!still) { stop(unreadable()); return; }
      ask("POST", form.dataset.inPieces, data).then(function (answer) {
        if (run !== running) return;
        if (answer.status !== 200 || !answer.told) { failed(answer); return; }
        address = answer.told.address;
        most = answer.told.most;
        giveUp.action = address + "/give-up";
        arrived(answer.told);
        if (received) voice.textContent = "这个文件以前传过一部分，从 " + sized(received) + " 处接着传。";
        next(run);
      });
    });
  }

  function stand(run) { // after whatever happened the portal says where it stands
    ask("GET", address).then(function (answer) {
      if (run !== running) return;
      if (answer.status !== 200 || !answer.told) { failed(answer); return; }
      arrived(answer.told);
      next(run);
    });
  }

  function arrived(told) {
    received = told.received;
    show(received, speed ? left((file.size - received) / speed) : "");
  }

  function next(run) {
    if (received >= file.size) { finish(); return; }
    const blob = file.slice(received, Math.min(file.size, received + Math.min(piece, most)));
    hashed(blob).then(function (hash) { if (run === running) send(run, blob, hash); }, function () { if (run === running) stop(unreadable()); });
  }

  function send(run, blob, hash) {
    const begun = performance.now();
    const headers = { "X-CSRFToken": form.elements.csrf_token.value, "Content-Type": "application/octet-stream", "Upload-Offset": String(received) };
    if (hash) headers["Upload-Sha256"] = hash;
    ask("POST", address, blob, headers, function (loaded) {
      if (run === running) show(received + Math.min(loaded, blob.size), speed ? left((file.size - received - loaded) / speed) : "");
    }).then(function (answer) {
      if (run !== running) return;
      if (answer.status === 409 && answer.told && answer.told.received !== received) { arrived(answer.told); next(run); return; } // it had arrived
      if (answer.status !== 200 || !answer.told) { failed(answer, blob); return; }
      const seconds = Math.max(0.01, (performance.now() - begun) / 1000);
      speed = speed ? 0.8 * speed + 0.2 * blob.size / seconds : blob.size / seconds;
      if (seconds < QUICK) piece = Math.min(most, piece * 2);
      if (seconds > SLOW) piece = Math.max(SMALLEST, piece / 2);
      failures = 0;
      arrived(answer.told);
      next(run);
    });
  }

  function failed(answer, blob) {
    const run = running;
    const problem = answer.told && answer.told.problem;
    if (answer.signedOut) { signInAgain(); return; }
    if (problem && !(blob && answer.status === 422)) { stop(problem); return; } // of the file as a whole; a garbled piece is sent again
    if (answer.status === 404) { stop("传过的部分已不在平台上，可能已被放弃或已过期。请重新选择文件，从头上传。"); return; }
    if (answer.status === 400 || answer.status === 403) { stop("页面放置太久，或已换了账号。请刷新本页，重新选择同一个文件，会从停下的地方接着传。"); return; }
    if (answer.status === 413 && piece <= SMALLEST) { stop("平台前面的网络设备不接受上传，请联系平台管理员。"); return; }
    piece = Math.max(SMALLEST, piece / 2);
    if (answer.status === 413) { next(run); return; } // a proxy before the portal takes less at once
    const shown = answer.status ? problem || "平台暂时没有处理成功" : "没有连上平台";
    if (answer.status || !blob) { again(shown); return; }
    readable(blob).then(function (still) { if (run !== running) return; if (still) again(shown); else stop(unreadable()); });
  }

  function unreadable() { return "这台电脑读不到文件了，可能已被移动、改动，或移动盘已拔出。请重新选择。"; }

  function again(shown) {
    let seconds = WAITS[Math.min(failures, WAITS.length - 1)];
    failures += 1;
    running = null;
    turn(shown + "，稍后自动再试", ["go on", "pause"]);
    const tell = function () { show(received, "。" + seconds + " 秒后再试（第 " + failures + " 次）。"); };
    tell();
    ticking = window.setInterval(function () { if (seconds > 1) { seconds -= 1; tell(); } }, 1000);
    timer = window.setTimeout(goOn, seconds * 1000);
  }

  function halt() {
    running = null;
    quiet();
    if (request) request.abort();
  }

  function pause() {
    halt();
    turn("已暂停 " + file.name, ["go on", "give up"]);
    show(received, "。传过的部分留在平台上。");
    goOnButton.focus();
  }

  function signInAgain() {
    halt();
    waitsForSignIn = true;
    turn("登录已超时，登录后接着上传", ["go on"]);
    show(received, "。请在页面上方输入密码，登录后会自动接着传。");
    if (window.htmx) window.htmx.ajax("GET", panel.dataset.session, { target: "#session", swap: "innerHTML" });
  }

  function stop(problem) { // it cannot go on of itself: the form is there again, for this file or another
    halt();
    const notice = document.createElement("div");
    notice.className = "notice error";
    notice.setAttribute("role", "alert");
    notice.textContent = problem;
    document.getElementById("messages").replaceChildren(notice);
    panel.hidden = true;
    form.hidden = false;
    form.elements.bundle.focus();
  }

  function finish() { // a page of its own: the form of that address
    running = null;
    turn("已传完，正在转到检查结果", []);
    show(received, "");
    giveUp.action = address + "/finish";
    giveUp.submit();
  }

  form.addEventListener("submit", function (event) {
    const chosen = form.elements.bundle.files[0];
    if (!chosen) return;
    event.preventDefault();
    delete form.dataset.sent;
    document.getElementById("messages").replaceChildren();
    start(chosen);
  });
  pauseButton.addEventListener("click", pause);
  goOnButton.addEventListener("click", goOn);
  document.addEventListener("signedIn", function () { if (waitsForSignIn) goOn(); });
  window.addEventListener("online", function () { if (timer) goOn(); });
  window.addEventListener("beforeunload", function (event) {
    if (running || timer) { event.preventDefault(); event.returnValue = ""; }
  });
})();
