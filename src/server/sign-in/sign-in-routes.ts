import { personOf } from "../../core/access/account.ts";
import { refusedAccess } from "../../core/access/refusal.ts";
import { askStepUp, stepUp } from "../../engine/access/factor.ts";
import type { AccessParts } from "../../engine/access/parts.ts";
import { mayHavePasskeys } from "../../engine/access/passkeys.ts";
import { beginByProvider, finishByProvider } from "../../engine/access/provider-sign-in.ts";
import { csrfOf } from "../../engine/access/sessions.ts";
import { askPasskey, signInByFactor, signInByLink, signInByPasskey, signInByPassword } from "../../engine/access/sign-in.ts";
import { ticketLastsMs } from "../../engine/access/ticket.ts";
import { signInOperations } from "../contract/sign-in.ts";
import { iso } from "../http/iso.ts";
import { defineRoute, Reply, type Route } from "../route.ts";
import { cookiesOf, handedView, rotatedReply, signedInView, stepReply } from "./answers.ts";
import { cookieIn, dropCookie, setCookie } from "./cookies.ts";
import { type AccessDoor, callerOf, partsToSignIn, requireSession } from "./door.ts";

const sessionsShownMax = 100;

/** The ways in. */
export function signInRoutes(door: AccessDoor): readonly Route[] {
  return [...waysIn(door), ...providerRoutes(door), ...sessionRoutes(door), ...stepUpRoutes(door)];
}

/** Of a tenant that is not there too: nobody learns which there are. */
const takesPasskeys = (parts: AccessParts | undefined) => parts === undefined || mayHavePasskeys(parts.relyingParty);

function waysIn(door: AccessDoor): readonly Route[] {
  return [
    defineRoute({
      ...signInOperations.readSignIn,
      handle: async ({ query: { tenant } }) => ({
        password: true as const,
        passkey: takesPasskeys(door.partsOf(tenant)),
        provider: door.partsOf(tenant)?.provider?.provider.name ?? null,
      }),
    }),
    defineRoute({
      ...signInOperations.signInByPassword,
      handle: async ({ body: { tenant, name, password }, request }) => {
        const parts = await partsToSignIn(door, request, tenant, password);
        return stepReply(request, tenant, await signInByPassword(parts, { name, password }, callerOf(request)));
      },
    }),
    defineRoute({
      ...signInOperations.signInByFactor,
      handle: async ({ body: { tenant, ticket, factor }, request }) => {
        const parts = await partsToSignIn(door, request, tenant);
        return stepReply(request, tenant, await signInByFactor(parts, ticket, factor, callerOf(request)));
      },
    }),
    defineRoute({
      ...signInOperations.askPasskey,
      handle: async ({ body: { tenant }, request }) => {
        const { ticket, options } = await askPasskey(await partsToSignIn(door, request, tenant));
        return { ticket, options: options as Record<string, unknown> };
      },
    }),
    defineRoute({
      ...signInOperations.signInByPasskey,
      handle: async ({ body: { tenant, ticket, shown }, request }) => {
        const parts = await partsToSignIn(door, request, tenant);
        return stepReply(request, tenant, await signInByPasskey(parts, ticket, shown, callerOf(request)));
      },
    }),
    defineRoute({
      ...signInOperations.signInByLink,
      handle: async ({ body: { tenant, link, name, password }, request }) => {
        const parts = await partsToSignIn(door, request, tenant);
        return stepReply(request, tenant, await signInByLink(parts, { link, name, password }, callerOf(request)));
      },
    }),
  ];
}

/**
 * After another site sent the browser here, it does not send the session's cookie with what follows at once. A page of ours that goes on by itself does it:
 * what that asks for is our own doing again.
 */
const inPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Watchkeeper</title></head><body><p>You are signed in. <a href="/">Go on</a>.</p></body></html>`;

function providerRoutes(door: AccessDoor): readonly Route[] {
  return [
    defineRoute({
      ...signInOperations.beginProvider,
      handle: async ({ query: { tenant }, request }) => {
        const { url, memory } = await beginByProvider(await partsToSignIn(door, request, tenant));
        const kept = setCookie(request, "provider", `${tenant}.${memory}`, { lastsMs: ticketLastsMs });
        return new Reply(undefined, { status: 302, headers: { location: url, "set-cookie": kept } });
      },
    }),
    defineRoute({
      ...signInOperations.finishProvider,
      handle: async ({ request }) => {
        const [, tenant = "", memory = ""] = /^([a-z0-9-]{1,63})\.([A-Za-z0-9_-]+)$/.exec(cookieIn(request, "provider") ?? "") ?? [];
        if (memory === "") throw refusedAccess("access/provider-refused", "this sign-in was not begun in this browser");
        const parts = await partsToSignIn(door, request, tenant);
        const query = request.url.includes("?") ? request.url.slice(request.url.indexOf("?")) : "";
        const step = await finishByProvider(parts, query, memory, callerOf(request));
        const cookies = step.kind === "in" ? cookiesOf(request, step) : [];
        const headers = { "set-cookie": [...cookies, dropCookie(request, "provider")], "content-type": "text/html; charset=utf-8" };
        return new Reply(inPage, { headers });
      },
    }),
  ];
}

function sessionRoutes(door: AccessDoor): readonly Route[] {
  return [
    defineRoute({
      ...signInOperations.readSession,
      handle: async ({ request, who }) => {
        const here = await requireSession(door, request, who);
        return signedInView(here, csrfOf(here.parts, here.session.row));
      },
    }),
    defineRoute({
      ...signInOperations.signOut,
      handle: async ({ request, who }) => {
        await ended(await requireSession(door, request, who), who.session ?? "");
        return new Reply(undefined, { headers: { "set-cookie": dropCookie(request, "session") } });
      },
    }),
    defineRoute({
      ...signInOperations.listSessions,
      handle: async ({ request, who }) => {
        const { parts, session } = await requireSession(door, request, who);
        const rows = await parts.store.sessions.ofAccount(session.account.id, sessionsShownMax);
        const sessions = rows.map(({ id, madeAtMs, seenAtMs, how, address, agent }) => {
          return { id, here: id === session.row.id, madeAt: iso(madeAtMs), seenAt: iso(seenAtMs), how, address, agent };
        });
        return { sessions };
      },
    }),
    defineRoute({
      ...signInOperations.endSession,
      handle: async ({ request, who, params: { id } }) => {
        await ended(await requireSession(door, request, who), id);
        return undefined;
      },
    }),
  ];
}

function stepUpRoutes(door: AccessDoor): readonly Route[] {
  return [
    defineRoute({
      ...signInOperations.askStepUp,
      handle: async ({ request, who }) => {
        const { parts, session } = await requireSession(door, request, who);
        const { ticket, options } = await askStepUp(parts, session);
        return { ticket, options: options as Record<string, unknown> | null };
      },
    }),
    defineRoute({
      ...signInOperations.stepUp,
      handle: async ({ request, who, body: { ticket, factor } }) => {
        const { parts, session } = await requireSession(door, request, who);
        const handed = await stepUp(parts, session, ticket, factor, cookieIn(request, "device"));
        return rotatedReply(request, handed, handedView(parts.tenant, handed));
      },
    }),
  ];
}

/** Ends a session of one's own, on the record. Refuses (`access/unknown-session`). */
async function ended({ parts, session }: Awaited<ReturnType<typeof requireSession>>, id: string): Promise<void> {
  const { account } = session;
  const gone = await parts.store.sessions.end(account.id, { id });
  if (gone.length === 0) throw refusedAccess("access/unknown-session", "there is no such session of yours");
  await parts.record.obey({ type: "SignOut", account: account.id, session: id, by: personOf(account), atMs: parts.clock.nowMs() });
}
