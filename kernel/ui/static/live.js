// Renews the badge of notices and a page's cards ([data-card]) when the server tells that something is new.
// While no stream can be had it asks every 60 seconds. Pages are complete without it.
// Notify counts MOST unread notices at most.
(function () {
  "use strict";
  var CARD = "/notify/_card/notices", MOST = 1000, mark = "", losses = 0, over, source, poll;
  if (!document.querySelector("[data-unread], [data-card]")) return;

  function all(marked) { return Array.from(document.querySelectorAll(marked)); }

  function count(unread) {
    all("[data-unread]").forEach(function (badge) {
      badge.firstElementChild.textContent = unread < MOST ? unread : MOST + "+";
      badge.hidden = !+unread;
    });
  }

  // A session that has ended is renewed on the way; 401 means that one has to sign in.
  function part(path) {
    return fetch(path).then(function (answer) {
      if (answer.status === 401) stop();
      else if (!answer.ok) throw answer;
      return answer.text();
    }).then(function (html) {
      var box = document.createElement("template");
      box.innerHTML = html;
      var fresh = box.content.firstElementChild;
      if (fresh && fresh.dataset.unreadNow) count(fresh.dataset.unreadNow);
      return fresh;
    }).catch(function () {});
  }

  function renew() {
    var cards = all("[data-card]");
    cards.forEach(function (card) {
      part(card.dataset.card).then(function (fresh) {
        // Nothing is taken away under somebody's hands.
        if (fresh && !card.contains(document.activeElement)) card.replaceWith(fresh);
      });
    });
    if (!document.querySelector("[data-unread-now]")) part(CARD);
  }

  function heard(event) {
    var unread = JSON.parse(event.data).unread, card = all("[data-unread-now]")[0];
    if (event.lastEventId === mark) return;
    if (mark || (card && +card.dataset.unreadNow !== unread)) renew();
    mark = event.lastEventId;
    count(unread);
  }

  function ask() {
    poll = poll || setInterval(function () { if (!document.hidden) renew(); }, 60000);
  }

  function listen() {
    if (over) return;
    if (!window.EventSource) return ask();
    source = new EventSource("/notify/live");
    source.addEventListener("notice", heard);
    source.onopen = function () {
      losses = 0;
      poll = clearInterval(poll);
    };
    source.onerror = function () {
      ask();
      if (source.readyState === 2) later();
    };
  }

  // A page that nobody looks at keeps no session alive.
  function later() {
    setTimeout(function () {
      if (document.hidden) document.addEventListener("visibilitychange", later, { once: true });
      else part(CARD).then(listen);
    }, (2000 + Math.random() * 4000) * Math.min(Math.pow(2, losses++), 10));
  }

  function stop() {
    over = true;
    clearInterval(poll);
    if (source) source.close();
  }

  addEventListener("pagehide", function () { if (source) source.close(); });
  addEventListener("pageshow", function (event) { if (event.persisted) listen(); });
  listen();
})();
