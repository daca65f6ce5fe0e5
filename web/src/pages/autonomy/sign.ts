import { autonomyApi } from "../../api/autonomy.ts";
import { api, onceKey } from "../../api/client.ts";
import { ConsoleFault } from "../../api/faults.ts";
import { challengeFor, digestOf, isSameAsShown } from "../../api/signed.ts";
import { bySomePasskey } from "../../api/signing.ts";
import { withStepUp } from "../../api/step-up.tsx";
import type { Grant } from "./queries.ts";

/** Signs a proposed grant by a passkey. Digest, bytes and challenge are made here, from what was shown. */
export async function signGrant(grant: Grant): Promise<Grant> {
  const digest = await digestShown(grant);
  const params = { id: grant.id };
  const [{ person }, asked] = await Promise.all([api.readSession(), autonomyApi.readGrantToSign({ params })]);
  if (asked.digest !== digest) throw new ConsoleFault("console/other-action");
  const challenge = await challengeFor({ of: "autonomy", digest }, asked, person);
  const signature = await bySomePasskey(challenge, asked.passkeys);
  const once = { idempotencyKey: onceKey() };
  return withStepUp(() => autonomyApi.signGrant({ params, body: { digest, signature } }, once));
}

/** The digest of the text that is on the screen; what the server calls its text must be that. */
async function digestShown({ id, act, class: of, proposedBy, proposedAt, until, evidence, canonical }: Grant): Promise<string> {
  const { from, to, ...counts } = evidence;
  const shown = {
    id,
    "scope.act": act,
    "scope.class": of,
    proposedBy,
    proposedAtMs: Date.parse(proposedAt),
    untilMs: Date.parse(until),
    "evidence.fromMs": Date.parse(from),
    "evidence.toMs": Date.parse(to),
    ...Object.fromEntries(Object.entries(counts).map(([name, value]) => [`evidence.${name}`, value])),
  };
  if (!isSameAsShown(canonical, shown)) throw new ConsoleFault("console/other-action");
  return digestOf(canonical);
}
