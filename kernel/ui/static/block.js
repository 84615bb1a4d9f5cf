// Tells the page around the block how high it is: only to the origins that the server named, each by its exact name.
(function () {
  var above = window.parent, parents = document.currentScript.dataset.parents.split(" ");
  var arrived = document.querySelector(".govuk-error-summary, [data-arrived]");
  if (above === window) return;
  if (location.ancestorOrigins) {
    parents = parents.filter(function (origin) { return origin === location.ancestorOrigins[0]; });
  }
  function tell() {
    var height = Math.ceil(document.body.getBoundingClientRect().height);
    parents.forEach(function (origin) {
      if (origin) above.postMessage({ type: "karyasetu:height", height: height }, origin);
    });
  }
  addEventListener("message", function (event) {
    if (event.source !== above || parents.indexOf(event.origin) < 0) return;
    if (event.data && event.data.type === "karyasetu:hello") tell();
  });
  addEventListener("load", tell);
  if (window.ResizeObserver) new ResizeObserver(tell).observe(document.body);
  if (arrived) arrived.focus();
  tell();
})();
