import { z } from "zod";
import type { Handle } from "../../core/containment/handle.ts";
import type { EffectOrder, Observed } from "../../ports/effector.ts";
import { signInNamesOf } from "../kit/account-name.ts";
import { changeAnswer, jsonOf, readAnswer } from "../kit/answer.ts";
import { defineEffector, originOf, reachedAt } from "../kit/define.ts";
import { boundedEffector, noTarget, onlyOne } from "../kit/effector.ts";
import { type Change, openOrigin, unexpectedAnswer } from "../kit/http.ts";
import type { Leave } from "../kit/leave.ts";
import { entraApplication, entraToken } from "../kit/microsoft.ts";
import { type Authorized, withToken } from "../kit/token.ts";

const verbs = ["disable-account", "revoke-sessions"] as const;
const fields = "id,userPrincipalName,accountEnabled,signInSessionsValidFromDateTime,onPremisesSyncEnabled";

const Settings = z.strictObject({
  ...reachedAt,
  url: reachedAt.url.default("https://graph.microsoft.com"),
  ...entraApplication,
  /** The domain of sign-in names for accounts that the inventory knows by a plain name. */
  domain: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]{0,190}[a-z0-9])?$/, "takes a domain such as example.org")
    .optional(),
});

const User = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  accountEnabled: z.boolean(),
  signInSessionsValidFromDateTime: z.string().max(40).nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
});
const Users = z.object({ value: z.array(User), "@odata.nextLink": z.string().optional() });

/** Microsoft Entra ID disables an account and enables it again, and revokes its sign-in sessions. */
export default defineEffector({
  product: "entra",
  title: "Microsoft Entra ID",
  verbs,
  provenOn: "a double",
  secrets: ["client-secret"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const token = entraToken(name, settings, secrets, parts, "https://graph.microsoft.com");
    const api = withToken(openOrigin(originOf(name, settings), parts), parts.clock, token);
    const entra: Entra = { name, api, domain: settings.domain };
    return boundedEffector(
      {
        name,
        product: "Microsoft Entra ID",
        provenOn: "a double",
        verbs,
        located: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:@\d{1,15})?$/,
        locate: (target, verb, signal) => locate(entra, target, verb === "revoke-sessions", signal),
        observe: (order, signal) => observe(entra, order, signal),
        async perform(order, leave) {
          const { inForce, says } = await observe(entra, order, leave.signal);
          if (inForce === "yes") return { says };
          if (order.verb === "revoke-sessions") return revoke(entra, order, leave);
          await enable(entra, order, false, leave);
          return { says: "Entra disabled it" };
        },
        async undo(order, leave) {
          if (order.before.accountEnabled === false) return { says: "it was disabled before us and stays so" };
          const { inForce, says } = await observe(entra, order, leave.signal);
          if (inForce === "no") return { says };
          await enable(entra, order, true, leave);
          return { says: "Entra enabled it" };
        },
        async check(signal) {
          await search(entra, { $top: "1", $select: fields }, signal);
          return { says: "Entra answers and lets us read users; that we may disable them shows at the first time" };
        },
      },
      parts.clock,
      parts.limitMs,
    );
  },
});

type Entra = { readonly name: string; readonly api: Authorized; readonly domain: string | undefined };
type User = z.output<typeof User>;
const users = ["v1.0", "users"];
const idOf = (located: string) => located.slice(0, 36);

/**
 * By the user principal name, which one user has. To tell a revocation that came later, the id carries the moment up to which sessions were revoked
 * when we looked, milliseconds since the epoch: `id@0` when they never were.
 */
async function locate(entra: Entra, target: Handle, withMoment: boolean, signal: AbortSignal): Promise<string> {
  const names = signInNamesOf(target, entra.domain);
  if (names.length === 0) throw noTarget(entra.name, target);
  const $filter = names.map((each) => `userPrincipalName eq '${each}'`).join(" or ");
  const { value } = await search(entra, { $filter, $select: fields, $top: "10" }, signal);
  const user = onlyOne(
    entra.name,
    target,
    value.filter(({ userPrincipalName }) => names.includes(userPrincipalName.toLowerCase())),
  );
  return withMoment ? `${user.id}@${validFromMs(entra, user)}` : user.id;
}

async function search(entra: Entra, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<z.output<typeof Users>> {
  return jsonOf(entra.name, readAnswer(entra.name, await entra.api.read({ method: "GET", path: users, query }, signal)), Users);
}

async function observe(entra: Entra, { located, verb }: EffectOrder, signal: AbortSignal): Promise<Observed> {
  const id = idOf(located);
  const user = jsonOf(
    entra.name,
    readAnswer(entra.name, await entra.api.read({ method: "GET", path: [...users, id], query: { $select: fields } }, signal)),
    User,
  );
  if (user.id !== id) throw unexpectedAnswer(entra.name, "another user than the one asked for");
  if (verb === "revoke-sessions") {
    const isLater = located.length > id.length && validFromMs(entra, user) > Number(located.slice(id.length + 1));
    const says = isLater
      ? "Entra says that older sessions are no longer valid"
      : "Entra says that sessions were not revoked since we looked";
    return { inForce: isLater ? "yes" : "no", state: { revoked: isLater }, says };
  }
  const { accountEnabled } = user;
  const bound = user.onPremisesSyncEnabled ? "; it is kept in step with a directory of yours, which may set it otherwise" : "";
  const says = `Entra says that it is ${accountEnabled ? "enabled" : "disabled"}${bound}`;
  return { inForce: accountEnabled ? "no" : "yes", state: { accountEnabled }, says };
}

function validFromMs(entra: Entra, { signInSessionsValidFromDateTime: moment }: User): number {
  if (!moment) return 0;
  const ms = Date.parse(moment);
  if (Number.isNaN(ms) || ms < 0) throw unexpectedAnswer(entra.name, "a moment that is none");
  return ms;
}

/** One field of one user, by the id in the path. */
async function enable(entra: Entra, order: EffectOrder, accountEnabled: boolean, leave: Leave): Promise<void> {
  const answer = await change(
    entra,
    order,
    { method: "PATCH", path: [...users, idOf(order.located)], body: { json: { accountEnabled } } },
    leave,
  );
  if (answer.status !== 204) throw unexpectedAnswer(entra.name, `status ${answer.status}`);
}

async function revoke(entra: Entra, order: EffectOrder, leave: Leave): Promise<{ says: string }> {
  const answer = await change(
    entra,
    order,
    { method: "POST", path: [...users, idOf(order.located), "revokeSignInSessions"], body: { json: {} } },
    leave,
  );
  if (answer.status !== 204) jsonOf(entra.name, answer, z.object({ value: z.literal(true) }));
  return { says: "Entra accepted to revoke the sessions" };
}

async function change(entra: Entra, order: EffectOrder, question: Change, leave: Leave) {
  const headers = { "client-request-id": order.effectId, "x-request-id": order.effectId };
  return changeAnswer(entra.name, await entra.api.change({ ...question, headers }, leave));
}
