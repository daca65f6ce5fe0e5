import { z } from "zod";
import type { Handle } from "../../core/containment/handle.ts";
import type { EffectOrder, Observed } from "../../ports/effector.ts";
import { signInNamesOf } from "../kit/account-name.ts";
import { changeAnswer, jsonOf, readAnswer, refused } from "../kit/answer.ts";
import { defineEffector, originOf, reachedAt } from "../kit/define.ts";
import { boundedEffector, noTarget, onlyOne } from "../kit/effector.ts";
import { type Change, type Origin, type Outcome, openOrigin, type Question, unexpectedAnswer } from "../kit/http.ts";
import type { Leave } from "../kit/leave.ts";

const verbs = ["disable-account", "revoke-sessions"] as const;
const eventsMax = 100;

const Settings = z.strictObject({
  ...reachedAt,
  /** The domain of sign-in names for accounts that the inventory knows by a plain name. */
  domain: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]{0,190}[a-z0-9])?$/, "takes a domain such as example.org")
    .optional(),
  /** Whether OAuth and OpenID Connect refresh and access tokens are revoked with the sessions. */
  "oauth-tokens": z.boolean().default(true),
});

const statuses = ["STAGED", "PROVISIONED", "ACTIVE", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT", "SUSPENDED", "DEPROVISIONED"] as const;
const User = z.object({ id: z.string(), status: z.enum(statuses), profile: z.object({ login: z.string() }) });
const LogEvents = z.array(
  z.object({
    eventType: z.string(),
    client: z.object({ userAgent: z.object({ rawUserAgent: z.string().nullish() }).nullish() }).nullish(),
    target: z.array(z.object({ id: z.string().nullish() })).nullish(),
  }),
);

/** Okta suspends an account and lets it in again, and ends its sessions. */
export default defineEffector({
  product: "okta",
  title: "Okta",
  verbs,
  provenOn: "a double",
  secrets: ["api-token"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const okta: Okta = {
      name,
      origin: openOrigin(originOf(name, settings), parts),
      token: secrets.get("api-token"),
      domain: settings.domain,
      oauthTokens: settings["oauth-tokens"],
    };
    return boundedEffector(
      {
        name,
        product: "Okta",
        provenOn: "a double",
        verbs,
        located: /^[A-Za-z0-9]{20}$/,
        locate: (target, _verb, signal) => locate(okta, target, signal),
        observe: (order, signal) =>
          order.verb === "revoke-sessions" ? observeSessions(okta, order, signal) : observeAccount(okta, order, signal),
        perform: (order, leave) => (order.verb === "revoke-sessions" ? revoke(okta, order, leave) : suspend(okta, order, leave)),
        async undo(order, leave) {
          if (isShut(order.before.status)) return { says: "it was shut out before us and stays so" };
          const user = await userOf(okta, order.located, leave.signal);
          if (user.status !== "SUSPENDED") return { says: saysOf(user.status) };
          await change(okta, order, { method: "POST", path: [...users, order.located, "lifecycle", "unsuspend"] }, leave);
          return { says: "Okta lets it in again" };
        },
        async check(signal) {
          const answer = readAnswer(name, await ask(okta, { method: "GET", path: users, query: { limit: "1" } }, signal));
          jsonOf(name, answer, z.array(User));
          return { says: "Okta answers and lets us read users; that we may suspend them shows at the first time" };
        },
      },
      parts.clock,
      parts.limitMs,
    );
  },
});

type Okta = {
  readonly name: string;
  readonly origin: Origin;
  readonly token: string;
  readonly domain: string | undefined;
  readonly oauthTokens: boolean;
};
const users = ["api", "v1", "users"];

/** In these states nobody signs in. */
const isShut = (status: unknown) => status === "SUSPENDED" || status === "DEPROVISIONED";
const saysOf = (status: string) => `Okta says ${status}`;

/** The log keeps the user agent of whoever did it: that is how an effect is told from others of its kind. */
const agentOf = (effectId: string) => `watchkeeper ${effectId}`;

const signedIn = ({ token }: Okta) => ({ authorization: `SSWS ${token}` });

function ask(okta: Okta, question: Question, signal: AbortSignal): Promise<Outcome> {
  return okta.origin.read({ ...question, headers: { ...question.headers, ...signedIn(okta) } }, signal);
}

/** By the login, and by a filter that is exact: reading a user by a name takes what is unambiguous, which is not the same. */
async function locate(okta: Okta, target: Handle, signal: AbortSignal): Promise<string> {
  const names = signInNamesOf(target, okta.domain);
  if (names.length === 0) throw noTarget(okta.name, target);
  const filter = names.map((each) => `profile.login eq "${each}"`).join(" or ");
  const outcome = await ask(okta, { method: "GET", path: users, query: { filter, limit: "10" } }, signal);
  const found = jsonOf(okta.name, readAnswer(okta.name, outcome), z.array(User));
  return onlyOne(
    okta.name,
    target,
    found.filter(({ profile }) => names.includes(profile.login.toLowerCase())),
  ).id;
}

async function userOf(okta: Okta, located: string, signal: AbortSignal): Promise<z.output<typeof User>> {
  const user = jsonOf(okta.name, readAnswer(okta.name, await ask(okta, { method: "GET", path: [...users, located] }, signal)), User);
  if (user.id !== located) throw unexpectedAnswer(okta.name, "another user than the one asked for");
  return user;
}

async function observeAccount(okta: Okta, order: EffectOrder, signal: AbortSignal): Promise<Observed> {
  const { status } = await userOf(okta, order.located, signal);
  return { inForce: isShut(status) ? "yes" : "no", state: { status }, says: saysOf(status) };
}

async function suspend(okta: Okta, order: EffectOrder, leave: Leave): Promise<{ says: string }> {
  const { status } = await userOf(okta, order.located, leave.signal);
  if (isShut(status)) return { says: saysOf(status) };
  // Only an active user can be suspended; the others would have to be deactivated, which takes their access to everything away for good.
  if (status !== "ACTIVE") throw refused(okta.name, `"${okta.name}" suspends active users only; this one is ${status}`);
  await change(okta, order, { method: "POST", path: [...users, order.located, "lifecycle", "suspend"] }, leave);
  return { says: "Okta accepted the suspension" };
}

/** Okta lists nobody's sessions; that they were ended is read from its System Log, in the event of this very effect. */
async function observeSessions(okta: Okta, order: EffectOrder, signal: AbortSignal): Promise<Observed> {
  const filter = `eventType eq "user.session.clear" and target.id eq "${order.located}"`;
  const query = { filter, sortOrder: "DESCENDING", limit: String(eventsMax) };
  const events = jsonOf(
    okta.name,
    readAnswer(okta.name, await ask(okta, { method: "GET", path: ["api", "v1", "logs"], query }, signal)),
    LogEvents,
  );
  const isOurs = events.some(
    ({ eventType, client, target }) =>
      eventType === "user.session.clear" &&
      client?.userAgent?.rawUserAgent === agentOf(order.effectId) &&
      target?.some(({ id }) => id === order.located),
  );
  const says = isOurs ? "Okta's log says that the sessions were ended" : "Okta's log has no end of these sessions by us";
  return { inForce: isOurs ? "yes" : "no", state: { ended: isOurs }, says };
}

async function revoke(okta: Okta, order: EffectOrder, leave: Leave): Promise<{ says: string }> {
  const { inForce, says } = await observeSessions(okta, order, leave.signal);
  if (inForce === "yes") return { says };
  const query = { oauthTokens: String(okta.oauthTokens) };
  await change(okta, order, { method: "DELETE", path: [...users, order.located, "sessions"], query }, leave);
  return { says: "Okta ended the sessions" };
}

/** One user by the id in the path. */
async function change(okta: Okta, order: EffectOrder, question: Change, leave: Leave): Promise<void> {
  const headers = { "user-agent": agentOf(order.effectId), "x-request-id": order.effectId, ...signedIn(okta) };
  const answer = changeAnswer(okta.name, await okta.origin.change({ ...question, headers }, leave));
  // A page of somebody else's in between would also say 200.
  if (answer.status === 200) jsonOf(okta.name, answer, z.object({ errorCode: z.never().optional() }));
}
