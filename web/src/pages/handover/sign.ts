import { startAuthentication } from "@simplewebauthn/browser";
import { api, onceKey } from "../../api/client.ts";
import { digestOf, OtherAction } from "../../api/signing.ts";
import { withStepUp } from "../../api/step-up.tsx";
import type { Whole } from "./queries.ts";

/**
 * Signs a handover, or takes it over: by a passkey where the person has one that counts, else by the word of a session that has just shown its second factor.
 * The digest of the text is worked out here, from what was shown; who takes over signs the text together with every question and answer, whose digest the
 * server names.
 */
export async function signHandover({ line: { id }, canonical, digest }: Whole, how: "sign" | "accept"): Promise<Whole> {
  const own = await digestOf(canonical);
  const params = { id };
  const asked = await api.readHandoverToSign({ params, body: { for: how } });
  if (own !== digest || (how === "sign" && asked.digest !== own)) throw new OtherAction();
  const signature = asked.proof === "passkey" ? await byPasskey(asked.challenge, asked.passkeys) : undefined;
  const body = { digest: asked.digest, ...(signature !== undefined && { signature }) };
  const once = { idempotencyKey: onceKey() };
  return withStepUp(() => (how === "sign" ? api.signHandover({ params, body }, once) : api.acceptHandover({ params, body }, once)));
}

async function byPasskey(challenge: string, ids: readonly string[]): Promise<string> {
  const { response } = await startAuthentication({
    optionsJSON: {
      challenge,
      rpId: location.hostname,
      userVerification: "required",
      allowCredentials: ids.map((id) => ({ id, type: "public-key" as const })),
    },
  });
  const { authenticatorData, clientDataJSON, signature } = response;
  return JSON.stringify({ authenticatorData, clientDataJSON, signature });
}
