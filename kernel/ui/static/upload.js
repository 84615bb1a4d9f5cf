// Sends chosen files in small parts that are repeated until they arrive; without this script the form sends them whole.
(() => {
  "use strict";
  const form = document.querySelector("form[data-parts]");
  const input = form && form.querySelector("input[type=file]");
  if (!input || !window.fetch || !window.crypto || !crypto.subtle) return;

  const said = form.dataset;
  const part = Number(said.parts);
  const largest = Number(said.largest);
  const list = document.getElementById("sending");
  const place = location.pathname.replace(/\/+$/, "");
  const longestSide = 2000;
  let open = 0;
  let onwards = null;
  let leaving = false;

  const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

  // What moves the button under a finger takes the press away: while one lies on the page, and until the browser has made
  // a click of it, nothing is changed.
  let lifted = Promise.resolve();
  document.addEventListener("pointerdown", () => {
    lifted = new Promise((done) => {
      const rest = () => setTimeout(done, 300);
      for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, rest, { once: true });
    });
  });
  const calmly = async (change) => {
    await lifted;
    change();
  };

  // A photograph of eight megapixels says no more than one of three, and takes minutes longer.
  const smaller = async (file) => {
    if (file.type !== "image/jpeg" || file.size < 700000 || !window.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
      return made && made.size < file.size ? made : file;
    } catch (error) {
      return file;
    }
  };

  // The same file has the same name in its draft: chosen again after a break, on whatever telephone, it goes on.
  const nameOf = async (content) => {
    const whole = await new Response(new Blob([place, content])).arrayBuffer();
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", whole)).slice(0, 16);
    bytes[6] = (bytes[6] & 15) | 128;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  const ask = async (address, options) => {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", ...options });
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    return { status: answer.status, body: json ? await answer.json() : {} };
  };

  const passing = (status) => status >= 500 || status === 429 || status === 408;

  const send = async (file, row) => {
    const content = await smaller(file);
    const say = (text) => calmly(() => (row.text.textContent = `${file.name}${text}`));
    const refuse = (sentence) => {
      say(`: ${sentence || said.failed}`);
      calmly(() => row.bar.remove());
    };
    const arrived = (bytes) => {
      received = bytes;
      const share = bytes / (content.size || 1);
      row.bar.value = share;
      say(` ${said.sending} (${Math.floor(share * 100)} %)`);
    };
    // Sent again it would be as large.
    if (content.size > largest) return refuse(said.toolarge);
    const name = await nameOf(content).catch(() => "");
    if (!name) return refuse("");
    const address = `${place}/${name}`;
    let received = -1;
    let failures = 0;
    while (received < content.size) {
      try {
        if (received < 0) {
          const far = await ask(address, {});
          if (passing(far.status)) throw far;
          if (far.status !== 200) return refuse("");
          if (far.body.done) break;
          arrived(far.body.received);
        }
        const bytes = content.slice(received, received + part);
        const query = `?size=${content.size}&begins_at=${received}`;
        const taken = await ask(address + query, {
          method: "PUT",
          body: bytes,
          headers: { "Content-Type": "application/octet-stream" },
        });
        if (taken.status === 200) {
          arrived(taken.body.received);
          failures = 0;
          continue;
        }
        if (taken.status === 409 && failures < 5) {
          received = -1;
        } else if (!passing(taken.status)) {
          return refuse(taken.body.detail);
        }
      } catch (error) {
        received = -1;
      }
      failures += 1;
      say(`: ${said.waiting}`);
      await wait(Math.min(30, 2 ** Math.min(failures, 5)));
    }
    say(` ${said.sent}`);
    return true;
  };

  const rowFor = (file) => {
    const item = document.createElement("li");
    const text = document.createElement("span");
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", file.name);
    bar.value = 0;
    text.textContent = `${file.name} ${said.sending}`;
    item.append(text, document.createElement("br"), bar);
    list.append(item);
    return { text, bar };
  };

  // What has arrived appears in its place; loading the page anew would swallow a press that comes just then.
  const renew = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const there = page.getElementById("attached");
    if (!there || !page.querySelector("input[type=file]")) throw new Error("another page");
    await calmly(() => document.getElementById("attached").replaceWith(there));
  };

  input.addEventListener("change", async () => {
    const files = Array.from(input.files);
    // What the script sends the form need not send again.
    input.value = "";
    input.required = false;
    let arrived = 0;
    open += 1;
    for (const file of files) {
      const row = rowFor(file);
      if (await send(file, row)) arrived += 1;
    }
    open -= 1;
    if (open) return;
    if (onwards) onwards.click();
    else if (arrived === files.length) renew().catch(() => calmly(() => leaving || location.reload()));
  });

  form.addEventListener("submit", (event) => {
    // Pressed once more, it goes on without what has not arrived.
    if (open && !onwards) {
      event.preventDefault();
      onwards = event.submitter;
    } else leaving = true;
  });
})();
