import { approverKeyOf } from "../../core/containment/passkey-signature.ts";
import {
  beginPasskey,
  beginTotp,
  changePassword,
  finishPasskey,
  finishTotp,
  newRecoveryCodes,
  ownView,
  removePasskey,
  removeTotp,
} from "../../engine/access/own-account.ts";
import { makeToken } from "../../engine/access/people.ts";
import { steppedUp } from "../../engine/access/sessions.ts";
import { accountOperations } from "../contract/people.ts";
import { iso, isoOrNull } from "../http/iso.ts";
import { defineRoute, type Route } from "../route.ts";
import { handedView, rotatedReply } from "./answers.ts";
import { type AccessDoor, requireSession } from "./door.ts";

/** One's own account. */
export function accountRoutes(door: AccessDoor): readonly Route[] {
  return [...proofRoutes(door), ...totpRoutes(door), ...passkeyRoutes(door), ...tokenRoutes(door)];
}

function proofRoutes(door: AccessDoor): readonly Route[] {
  return [
    defineRoute({
      ...accountOperations.readAccount,
      handle: async ({ request, who }) => {
        const { session } = await requireSession(door, request, who);
        const { passkeys, ...rest } = ownView(session.account);
        return {
          ...rest,
          passkeys: passkeys.map(({ id, label, addedAtMs, usedAtMs }) => ({
            id,
            label,
            addedAt: iso(addedAtMs),
            usedAt: isoOrNull(usedAtMs ?? undefined),
          })),
        };
      },
    }),
    defineRoute({
      ...accountOperations.changePassword,
      handle: async ({ request, who, body: { now, next } }) => {
        const { parts, session } = await requireSession(door, request, who);
        await changePassword(parts, session, now, next);
        return undefined;
      },
    }),
  ];
}

function totpRoutes(door: AccessDoor): readonly Route[] {
  return [
    defineRoute({
      ...accountOperations.beginTotp,
      handle: async ({ request, who }) => {
        const { parts, session } = await requireSession(door, request, who);
        return beginTotp(parts, session);
      },
    }),
    defineRoute({
      ...accountOperations.finishTotp,
      handle: async ({ request, who, body: { ticket, code } }) => {
        const { parts, session } = await requireSession(door, request, who);
        await finishTotp(parts, session, ticket, code);
        const handed = await steppedUp(parts, await again(door, request, who));
        return rotatedReply(request, handed, handedView(parts.tenant, handed));
      },
    }),
    defineRoute({
      ...accountOperations.removeTotp,
      handle: async ({ request, who }) => {
        const { parts, session } = await requireSession(door, request, who);
        await removeTotp(parts, session);
        return undefined;
      },
    }),
    defineRoute({
      ...accountOperations.makeRecoveryCodes,
      handle: async ({ request, who }) => {
        const { parts, session } = await requireSession(door, request, who);
        return { codes: [...(await newRecoveryCodes(parts, session))] };
      },
    }),
  ];
}

/** The session with its account as it is now. */
const again = async (...asked: Parameters<typeof requireSession>) => (await requireSession(...asked)).session;

function passkeyRoutes(door: AccessDoor): readonly Route[] {
  return [
    defineRoute({
      ...accountOperations.beginNewPasskey,
      handle: async ({ request, who }) => {
        const { parts, session } = await requireSession(door, request, who);
        const { ticket, options } = await beginPasskey(parts, session);
        return { ticket, options: options as Record<string, unknown> };
      },
    }),
    defineRoute({
      ...accountOperations.addPasskey,
      handle: async ({ request, who, body }) => {
        const { parts, session } = await requireSession(door, request, who);
        const { passkey, publicKey } = await finishPasskey(parts, session, body);
        const handed = await steppedUp(parts, await again(door, request, who));
        const approverKey = approverKeyOf(passkey, publicKey);
        return rotatedReply(request, handed, { passkey, approverKey, signedIn: handedView(parts.tenant, handed) });
      },
    }),
    defineRoute({
      ...accountOperations.removePasskey,
      handle: async ({ request, who, params: { id } }) => {
        const { parts, session } = await requireSession(door, request, who);
        await removePasskey(parts, session, id);
        return undefined;
      },
    }),
  ];
}

function tokenRoutes(door: AccessDoor): readonly Route[] {
  return [
    defineRoute({
      ...accountOperations.listTokens,
      handle: async ({ request, who }) => {
        const { parts, session } = await requireSession(door, request, who);
        const own = [...(await parts.record.state()).tokens.values()].filter(({ account }) => account === session.account.id);
        const uses = await parts.store.uses.of(own.map(({ id }) => id));
        const tokens = own.map(({ id, label, rights, madeAtMs, endsAtMs }) => {
          return { id, label, rights: [...rights], madeAt: iso(madeAtMs), endsAt: iso(endsAtMs), usedAt: isoOrNull(uses.get(id)) };
        });
        return { tokens };
      },
    }),
    defineRoute({
      ...accountOperations.makeToken,
      handle: async ({ request, who, body: { label, rights, endsAt } }) => {
        const { parts, session } = await requireSession(door, request, who);
        const { id, text } = await makeToken(parts, session.account, { label, rights, endsAtMs: Date.parse(endsAt) });
        return { id, token: text };
      },
    }),
    defineRoute({
      ...accountOperations.revokeToken,
      handle: async ({ request, who, params: { id } }) => {
        const { parts, session } = await requireSession(door, request, who);
        await parts.record.obey({ type: "RevokeToken", by: `person:${session.account.name}`, token: id, atMs: parts.clock.nowMs() });
        return undefined;
      },
    }),
  ];
}
