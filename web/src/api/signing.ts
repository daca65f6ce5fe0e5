import type { z } from "zod";
import type { ToSign } from "../../../src/server/contract/actions.ts";
import { api } from "./client.ts";
import { ConsoleFault } from "./faults.ts";
import { challengeFor, digestOf, type Meant } from "./signed.ts";

type Asked = z.infer<typeof ToSign>;

/**
 * One person's signature for one thing, by their passkey. `digest`, worked out here from what was shown, is that of the action or of the orders that it is for.
 * The bytes and the challenge are made here too: a server that shows one thing and hands over another is noticed before anybody touches a key.
 */
export async function signFor(asked: Asked, digest?: string): Promise<string> {
  const [{ demoPerson }, { person, tenant }, given] = await Promise.all([
    api.readFirstRun(),
    api.readSession(),
    api.readWhatToSign({ body: asked }),
  ]);
  const challenge = await challengeFor(await meantBy(asked, digest, tenant), given, person);
  if (demoPerson !== null) return (await api.signForDemo({ body: asked })).signature;
  const { passkeys } = await api.readAccount();
  return bySomePasskey(
    challenge,
    passkeys.map(({ id }) => id),
  );
}

async function meantBy(asked: Asked, digest: string | undefined, tenant: string): Promise<Meant> {
  const of = "containment" as const;
  switch (asked.for) {
    case "approve":
    case "break-glass":
    case "reject":
    case "undo":
      return { of, kind: asked.for, subject: known(digest) };
    case "after-action":
      return { of, kind: asked.for, subject: `${known(digest)} ${await digestOf(asked.text)}` };
    case "resume":
      return {
        of,
        kind: asked.for,
        subject: { upToNumber: `${tenant} ${asked.effector === undefined ? "all" : `effector:${asked.effector}`} ` },
      };
    case "reset-breaker":
      return { of, kind: "reset", subject: { upToNumber: `${tenant} ${asked.assetClass} ` } };
    case "adopt-orders":
      return { of, kind: "orders", subject: { upToNumber: `${known(digest)} ` } };
    case "reset-clock":
      return { of, kind: "reset-clock", subject: { upToNumber: `${tenant} ` } };
  }
}

function known(digest: string | undefined): string {
  if (digest === undefined) throw new ConsoleFault("console/other-action");
  return digest;
}

/** The signature of one of these passkeys under a challenge, as the core takes it. */
export async function bySomePasskey(challenge: string, ids: readonly string[]): Promise<string> {
  if (ids.length === 0) throw new ConsoleFault("console/no-passkey");
  // What speaks to the key is fetched when one is asked for.
  const { startAuthentication } = await import("@simplewebauthn/browser");
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
