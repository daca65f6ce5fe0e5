import { startAuthentication } from "@simplewebauthn/browser";
import type { z } from "zod";
import type { ToSign } from "../../../src/server/contract/actions.ts";
import { api } from "./client.ts";

type Asked = z.infer<typeof ToSign>;
/** The line before what is signed (core/containment/signature.ts): it keeps a signature of ours from meaning something elsewhere. */
const domain = "watchkeeper containment signature v1\n";

/** `sha256:…` over a text, worked out here and by nobody else. */
export async function digestOf(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return `sha256:${[...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * One person's signature for one thing, by their passkey. `digest`, worked out here from what was shown, must be what is signed: a server that shows one action
 * and hands over another one is noticed before anybody touches a key.
 */
export async function signFor(asked: Asked, digest?: string): Promise<string> {
  const [{ demoPerson }, { bytes, challenge }] = await Promise.all([api.readFirstRun(), api.readWhatToSign({ body: asked })]);
  requireSame(bytes, digest);
  if (demoPerson !== null) return (await api.signForDemo({ body: asked })).signature;
  const { passkeys } = await api.readAccount();
  if (passkeys.length === 0) throw new NoPasskey();
  const { response } = await startAuthentication({
    optionsJSON: {
      challenge,
      rpId: location.hostname,
      userVerification: "required",
      allowCredentials: passkeys.map(({ id }) => ({ id, type: "public-key" as const })),
    },
  });
  const { authenticatorData, clientDataJSON, signature } = response;
  return JSON.stringify({ authenticatorData, clientDataJSON, signature });
}

/** Whoever has no passkey signs with the key in their file, at the command line. */
export class NoPasskey extends Error {}
/** What would be signed is not what was shown. */
export class OtherAction extends Error {}

function requireSame(bytes: string, digest: string | undefined): void {
  if (digest === undefined) return;
  const text = new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(bytes), (each) => each.charCodeAt(0)));
  const signed = text.startsWith(domain) ? (JSON.parse(text.slice(domain.length)) as { subject?: unknown }) : {};
  if (signed.subject !== digest) throw new OtherAction();
}
