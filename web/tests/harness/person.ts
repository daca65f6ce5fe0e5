import assert from "node:assert/strict";
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { type Findings, go, inPage, openWindow, settled, type Theme, toolsOf, type View } from "./browser.ts";

const password = "violet tractor under moss";
const authenticator = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

/** Somebody at a browser of their own, signed in. */
export type Person = {
  readonly name: string;
  readonly page: Page;
  /** The same person at another window: another size, other colours; their passkey with them. */
  readonly window: (choice: { readonly view?: View; readonly theme?: Theme }) => Promise<Page>;
  /** Asks the API as this person's browser would. */
  readonly ask: <Answer>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown) => Promise<Answer>;
  /** Shows the passkey again: what weighs more is good for five minutes from then on. */
  readonly stepUp: () => Promise<void>;
  /** Makes a passkey on this person's device, which also steps the session up; gives the line for the standing orders. */
  readonly addPasskey: () => Promise<string>;
};

export type Opening = { readonly browser: Browser; readonly place: URL; readonly findings: Findings };

/** Somebody comes in by a one-time link, through the pages; `first` where the link makes the administrator. */
export async function comeIn(
  opening: Opening,
  { name, link, first = false }: { name: string; link: string; first?: boolean },
): Promise<Person> {
  const { browser, place, findings } = opening;
  const context = await openWindow(browser, place, findings);
  const page = await context.newPage();
  const keys = await device(page);
  await page.goto(`/setup#token=${link}`);
  if (first) await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: `account of person:${name}` }).waitFor();
  await settled(page);
  const ask = asker(context, place);
  return {
    name,
    page,
    ask,
    addPasskey: () => addPasskey(page, ask),
    stepUp: () => stepUp(page, ask),
    async window(choice) {
      const other = await openWindow(browser, place, findings, choice);
      await other.addCookies(await context.cookies());
      const opened = await other.newPage();
      const theirs = await device(opened);
      const { credentials } = await keys.session.send("WebAuthn.getCredentials", { authenticatorId: keys.id });
      for (const credential of credentials) await theirs.session.send("WebAuthn.addCredential", { authenticatorId: theirs.id, credential });
      await go(opened, "/");
      return opened;
    },
  };
}

/** Somebody who has no second factor signs in at another browser, by the password of their first day. */
export async function signIn({ browser, place, findings }: Opening, name: string): Promise<Page> {
  const page = await (await openWindow(browser, place, findings)).newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: `account of person:${name}` }).waitFor();
  await settled(page);
  return page;
}

/** A device that holds passkeys, as a part of the browser: somebody is there, and is who they are. */
async function device(page: Page): Promise<{ readonly session: CDPSession; readonly id: string }> {
  const session = await toolsOf(page);
  await session.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options: authenticator });
  return { session, id: authenticatorId };
}

function asker(context: BrowserContext, place: URL): Person["ask"] {
  return async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const session = await context.request.get("/api/v1/session");
    const { csrf } = (await session.json()) as { csrf: string };
    const answer = await context.request.fetch(path, {
      method,
      headers: { origin: place.origin, "x-watchkeeper-csrf": csrf, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { data: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok(), `${method} ${path} gave ${answer.status()}: ${text.slice(0, 1_000)}`);
    return (answer.headers()["content-type"]?.includes("json") ? JSON.parse(text) : text) as Answer;
  };
}

async function addPasskey(page: Page, ask: Person["ask"]): Promise<string> {
  const { ticket, options } = await ask<{ ticket: string; options: object }>("POST", "/api/v1/account/passkeys/options");
  const made = await inPage<object>(
    page,
    `navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(${JSON.stringify(options)}) }).then((made) => {
      const { id, rawId, type, response } = made.toJSON();
      return { id, rawId, type, response: { clientDataJSON: response.clientDataJSON, attestationObject: response.attestationObject } };
    })`,
  );
  const { approverKey } = await ask<{ approverKey: string }>("POST", "/api/v1/account/passkeys", { ticket, made, label: "laptop" });
  await page.reload();
  await settled(page);
  return approverKey;
}

async function stepUp(page: Page, ask: Person["ask"]): Promise<void> {
  const { ticket, options } = await ask<{ ticket: string; options: object }>("POST", "/api/v1/session/step-up/options");
  const shown = await inPage<object>(
    page,
    `navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(${JSON.stringify(options)}) }).then((shown) => shown.toJSON())`,
  );
  await ask("POST", "/api/v1/session/step-up", { ticket, factor: { kind: "passkey", shown } });
}
