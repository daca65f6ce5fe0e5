import assert from "node:assert/strict";
import { codeOf, totpStepMs } from "../../src/core/access/totp.ts";

/** Somebody in front of a browser: keeps the session, says where the page is, and shows codes of an authenticator app. */
export type PersonAtDesk = {
  readonly ask: <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;
  /** Adds an authenticator app, which also steps the session up. */
  readonly addApp: () => Promise<void>;
};

const password = "violet tractor under moss";

/** Lets somebody in by a one-time link; `name` where the link makes the administrator. */
export async function comeIn(place: URL, link: string, name?: string): Promise<PersonAtDesk> {
  const cookies = new Map<string, string>();
  let csrf = "";
  const ask = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await fetch(new URL(path, place), {
      method,
      headers: {
        origin: place.origin,
        "x-watchkeeper-csrf": csrf,
        cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join("; "),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [key = "", value = ""] = (line.split(";")[0] ?? "").split("=");
      cookies.set(key, value);
    }
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path} gave ${answer.status}: ${text.slice(0, 1_000)}`);
    const said = (answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text) as Answer;
    csrf = csrfIn(said) ?? csrf;
    return said;
  };
  await ask("POST", "/api/v1/sign-in/link", { tenant: "default", link, ...(name !== undefined && { name }), password });
  return {
    ask,
    async addApp() {
      const begun = await ask<{ ticket: string; secret: string }>("POST", "/api/v1/account/totp");
      const code = codeOf(fromBase32(begun.secret), Math.floor(Date.now() / totpStepMs));
      await ask("PUT", "/api/v1/account/totp", { ticket: begun.ticket, code });
    },
  };
}

function csrfIn(said: unknown): string | undefined {
  const body = said as { csrf?: string; signedIn?: { csrf?: string } } | null;
  return body?.csrf ?? body?.signedIn?.csrf;
}

function fromBase32(text: string): Uint8Array {
  const bits = [...text].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}
