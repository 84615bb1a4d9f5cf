// A department's portal as its web master would write it: signing in is the certified library's work.
// It prints its port, reads from standard input who it is, and says at /state what it was told.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import https from "node:https";
import { createInterface } from "node:readline";
import { Issuer, custom, generators } from "openid-client";
import { createRemoteJWKSet, jwtVerify } from "jose";

// The library gives up after three and a half seconds, in which a machine that runs all tests at once may not answer.
custom.setHttpOptionsDefaults({ timeout: 20_000 });
// A connection that rests ends when the gateway takes new settings, and what was just sent over it is lost.
https.globalAgent = new https.Agent({ keepAlive: false });

const visits = new Map();
const toldOf = [];
let client, issuer, home;

const page = (title, said = {}) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>
<h1>${title}</h1><pre>${JSON.stringify(said).replaceAll("<", "&lt;")}</pre>
<p><a href="/sign-in">Sign in</a> <a href="/refresh">Go on</a> <a href="/sign-out">Sign out</a></p></html>`;

const visitOf = (request) => {
  const id = /visit=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  return visits.get(id) ?? {};
};

const bodyOf = async (request) => {
  let text = "";
  for await (const piece of request) text += piece;
  return new URLSearchParams(text);
};

const begin = (response, extras) => {
  const visit = { verifier: generators.codeVerifier(), state: generators.state(), nonce: generators.nonce() };
  const id = randomUUID();
  visits.set(id, visit);
  const address = client.authorizationUrl({
    scope: "openid profile charges offline_access",
    code_challenge: generators.codeChallenge(visit.verifier),
    code_challenge_method: "S256",
    state: visit.state,
    nonce: visit.nonce,
    ...extras,
  });
  response.writeHead(302, { Location: address, "Set-Cookie": `visit=${id}; HttpOnly; SameSite=Lax; Path=/` }).end();
};

const finish = async (request, visit) => {
  visit.tokens = await client.callback(`${home}/signed-in`, client.callbackParams(request), {
    code_verifier: visit.verifier,
    state: visit.state,
    nonce: visit.nonce,
  });
  visit.claims = visit.tokens.claims();
  return page("Signed in", { claims: visit.claims, userinfo: await client.userinfo(visit.tokens) });
};

const goOn = async (visit) => {
  const before = visit.tokens.refresh_token;
  const idToken = visit.tokens.id_token;
  visit.tokens = await client.refresh(before);
  visit.tokens.id_token ??= idToken;
  const turned = visit.tokens.refresh_token !== before;
  return page("Going on", { turned, userinfo: await client.userinfo(visit.tokens) });
};

const backchannel = async (request) => {
  const token = (await bodyOf(request)).get("logout_token");
  const keys = createRemoteJWKSet(new URL(issuer.metadata.jwks_uri));
  const { payload } = await jwtVerify(token, keys, {
    issuer: issuer.issuer,
    audience: client.metadata.client_id,
    typ: "logout+jwt",
    algorithms: ["RS256"],
  });
  if (!payload.events["http://schemas.openid.net/event/backchannel-logout"] || payload.nonce) throw new Error("no");
  toldOf.push(payload.sid);
};

const ways = {
  "/": () => page("Portal"),
  "/sign-in": (request, response, query) => begin(response, Object.fromEntries(query)),
  "/signed-in": (request) => finish(request, visitOf(request)),
  "/refresh": (request) => goOn(visitOf(request)),
  "/sign-out": (request, response) => {
    const hint = { id_token_hint: visitOf(request).tokens, post_logout_redirect_uri: `${home}/left` };
    response.writeHead(302, { Location: client.endSessionUrl(hint) }).end();
  },
  "/left": () => page("Left"),
  "/state": () => JSON.stringify({ toldOf }),
  "/own-name": async () => JSON.stringify(await client.grant({ grant_type: "client_credentials" })),
  "/backchannel": async (request, response) => {
    await backchannel(request);
    response.writeHead(200).end();
  },
};

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://portal");
  try {
    const said = await ways[pathname]?.(request, response, searchParams);
    if (!response.headersSent) response.writeHead(said ? 200 : 404, { "Content-Type": "text/html" }).end(said);
  } catch (error) {
    response.writeHead(400, { "Content-Type": "text/html" });
    response.end(page("Refused", { error: error.error, text: String(error.message) }));
  }
});

server.listen(0, "127.0.0.1", () => console.log(server.address().port));
createInterface({ input: process.stdin }).once("line", async (line) => {
  const told = JSON.parse(line);
  home = told.home;
  issuer = await Issuer.discover(told.issuer);
  client = new issuer.Client({ ...told.client, redirect_uris: [`${home}/signed-in`], response_types: ["code"] });
  console.log("ready");
});
