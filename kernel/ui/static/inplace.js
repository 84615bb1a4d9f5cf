// What htmx changes in place is only ever the page that was asked for. When the answer is another page, such as the one
// where one signs in, or a fault, or none, the browser goes there as it would have gone without a script.
(function () {
  "use strict";
  function leave(event) {
    var asked = event.detail.ctx && event.detail.ctx.request;
    if (!asked || asked.method !== "GET") return;
    event.preventDefault();
    location.assign(asked.action);
  }

  document.addEventListener("htmx:before:response", function (event) {
    var ctx = event.detail.ctx, answer = ctx.response.raw;
    var there = new URL(ctx.request.action, location.href).pathname === new URL(answer.url).pathname;
    if (!answer.ok || !there) leave(event);
  });
  document.addEventListener("htmx:error", leave);
})();
