import type { z } from "zod";
import { hasSecondFactor, personOf, rightsOfAccount } from "../../core/access/account.ts";
import { type Handed, sessionLastsMs } from "../../engine/access/sessions.ts";
import type { Step } from "../../engine/access/sign-in.ts";
import type { SignedIn, SignInStep } from "../contract/sign-in.ts";
import { isoOrNull } from "../http/iso.ts";
import { Reply, type RequestFacts } from "../route.ts";
import { setCookie } from "./cookies.ts";
import type { Here } from "./door.ts";

const deviceLastsMs = 180 * 86_400_000;

/** What a page learns of the session that it is in. */
export function signedInView({ parts, session }: Here, csrf: string): z.input<typeof SignedIn> {
  return viewOf(parts.tenant, session.account, { id: session.row.id, csrf, steppedUpAtMs: session.row.steppedUpAtMs });
}

function viewOf(
  tenant: string,
  account: Handed["account"],
  { id, csrf, steppedUpAtMs }: { readonly id: string; readonly csrf: string; readonly steppedUpAtMs: number | undefined },
): z.input<typeof SignedIn> {
  return {
    tenant,
    person: personOf(account),
    rights: [...rightsOfAccount(account)],
    roles: [...account.roles.keys()].toSorted(),
    session: id,
    steppedUpAt: isoOrNull(steppedUpAtMs),
    hasSecondFactor: hasSecondFactor(account),
    csrf,
  };
}

/** A session that goes on under a new secret. */
export function handedView(tenant: string, { account, id, csrf, steppedUpAtMs }: Handed) {
  return viewOf(tenant, account, { id, csrf, steppedUpAtMs });
}

/** The cookies of somebody who is in now. */
export const cookiesOf = (request: RequestFacts, step: Extract<Step, { kind: "in" }>): string[] => [
  setCookie(request, "session", step.session.text, { lastsMs: sessionLastsMs }),
  setCookie(request, "device", step.device, { lastsMs: deviceLastsMs }),
];

/** The answer to a step of a sign-in. */
export function stepReply(request: RequestFacts, tenant: string, step: Step): Reply<z.input<typeof SignInStep>> {
  if (step.kind === "in")
    return new Reply(
      { step: "in" as const, signedIn: handedView(tenant, step.session) },
      { headers: { "set-cookie": cookiesOf(request, step) } },
    );
  const { ticket, ways, passkey } = step;
  return new Reply(
    { step: "second-factor" as const, ticket, ways: [...ways], passkey: (passkey ?? null) as Record<string, unknown> | null },
    {},
  );
}

/** The answer with a session under its new secret. */
export function rotatedReply<Body>(request: RequestFacts, handed: Handed, body: Body): Reply<Body> {
  return new Reply(body, { headers: { "set-cookie": setCookie(request, "session", handed.text, { lastsMs: sessionLastsMs }) } });
}
