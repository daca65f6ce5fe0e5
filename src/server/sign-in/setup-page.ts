import { createHash } from "node:crypto";
import { operation } from "../contract/operation.ts";
import { defineRoute, Reply, type Route } from "../route.ts";

const script = `"use strict";
const form = document.querySelector("form");
const said = document.querySelector("output");
const kept = new URLSearchParams(location.hash.slice(1));
history.replaceState(null, "", location.pathname);
const link = kept.get("token");
const tenant = kept.get("tenant") ?? "default";
const show = (id, on) => { const part = document.getElementById(id); part.hidden = !on; for (const field of part.querySelectorAll("input")) field.required = on && !field.dataset.optional; };
let ticket;
show("factor", false);
document.querySelector("h1").textContent = link ? "Choose a password" : "Sign in";
document.getElementById("hint").textContent = link ? "The name is only for the first administrator; a link for an account knows its own." : "";
form.elements.name.dataset.optional = link ? "yes" : "";
show("password", true);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  said.textContent = "";
  const { name, password, code } = form.elements;
  const [path, body] = ticket
    ? ["factor", { tenant, ticket, factor: { kind: code.value.includes("-") ? "recovery-code" : "code", code: code.value } }]
    : link
      ? ["link", { tenant, link, password: password.value, ...(name.value && { name: name.value }) }]
      : ["password", { tenant, name: name.value, password: password.value }];
  const answer = await window.fetch("/api/v1/sign-in/" + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const given = await answer.json();
  if (!answer.ok) { said.textContent = given.problem + ": " + given.remedy; return; }
  if (given.step === "in") { location.assign("/api/v1/reference"); return; }
  ticket = given.ticket;
  show("password", false);
  show("factor", true);
});`;

const style = `body{font:16px system-ui,sans-serif;max-width:26rem;margin:12vh auto;padding:0 1rem}label{display:block;margin:1rem 0 .25rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem}button{font:inherit;margin-top:1.5rem;padding:.5rem 1.5rem}output{display:block;margin-top:1rem}`;

const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Watchkeeper</title><style>${style}</style></head>
<body><main><h1>Watchkeeper</h1><p id="hint"></p><form>
<div id="password"><label for="name">Name</label><input id="name" name="name" autocomplete="username" maxlength="100"><label for="secret">Password (twelve characters or more)</label><input id="secret" name="password" type="password" autocomplete="current-password" maxlength="256"></div>
<div id="factor"><label for="code">Code of your app, or a recovery code</label><input id="code" name="code" autocomplete="one-time-code" maxlength="40"></div>
<button>Go on</button><output role="alert"></output></form></main><script>${script}</script></body></html>`;

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;

/** Exactly this script and this style, and requests to our own address: nothing else runs or loads here. */
const policy = [
  "default-src 'none'",
  `script-src ${hashOf(script)}`,
  `style-src ${hashOf(style)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const shown = async () => new Reply(page, { headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy } });

/** The one page that sign-in has of its own: a first start and a reset must work before there is a console. */
export function setupPageRoutes(): readonly Route[] {
  const about = { method: "GET", tag: "sign-in", right: "public", answer: "text" } as const;
  return [
    defineRoute({
      ...operation({ ...about, path: "/setup", operation: "readSetupPage", summary: "the page that a one-time link opens" }),
      handle: shown,
    }),
    defineRoute({
      ...operation({ ...about, path: "/sign-in", operation: "readSignInPage", summary: "the page to sign in with name and password" }),
      handle: shown,
    }),
  ];
}
