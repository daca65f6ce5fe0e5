import assert from "node:assert/strict";
import { codeOf, totpStepMs } from "../../src/core/access/totp.ts";

/** Somebody in front of a browser: keeps the session, says where the page is, and shows codes of an authenticator app. */
export type PersonAtDesk = {
  /** What was answered, whatever it is; `at` is another process of the service. Rejects where nobody answers. */
  readonly send: (method: string, path: string, how?: Sending) => Promise<{ readonly status: number; readonly body: unknown }>;
  readonly ask: <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;
  /** Adds an authenticator app, which also steps the session up. */
  readonly addApp: () => Promise<void>;
};

type Sending = { readonly at?: URL; readonly body?: unknown; readonly key?: string; readonly signal?: AbortSignal };

const password = "violet tractor under moss";

/** Lets somebody in by a one-time link; `name` where the link makes the administrator. */
export async function comeIn(place: URL, link: string, name?: string): Promise<PersonAtDesk> {
  const cookies = new Map<string, string>();
  let csrf = "";
  const send: PersonAtDesk["send"] = async (method, path, { at = place, body, key, signal } = {}) => {
    const answer = await fetch(new URL(path, at), {
      method,
      headers: {
        origin: at.origin,
        "x-watchkeeper-csrf": csrf,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(key !== undefined && { "idempotency-key": key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
      cookies.set(name, value);
    }
    const text = await answer.text();
    const said: unknown = answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
    csrf = csrfIn(said) ?? csrf;
    return { status: answer.status, body: said };
  };
  const ask = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const { status, body: said } = await send(method, path, { body });
    assert.ok(status < 300, `${method} ${path} gave ${status}: ${JSON.stringify(said).slice(0, 1_000)}`);
    return said as Answer;
  };
  await ask("POST", "/api/v1/sign-in/link", { tenant: "default", link, ...(name !== undefined && { name }), password });
  return {
    send,
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
