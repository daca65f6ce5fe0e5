import { personOf } from "../../core/access/account.ts";
import type { AccessCommand } from "../../core/access/command.ts";
import type { Person } from "../../core/person/person.ts";
import type { AccessParts } from "../../engine/access/parts.ts";
import { asksView, colleaguesView, makeLink, newAskId, obeyAbout, peopleView } from "../../engine/access/people.ts";
import { colleagueOperations, colleaguesMax, peopleOperations } from "../contract/people.ts";
import { iso, isoOrNull } from "../http/iso.ts";
import { type Asked, defineRoute, type Route } from "../route.ts";
import { type AccessDoor, requireSession } from "./door.ts";

type Admin = { readonly parts: AccessParts; readonly by: Person };
type Asking = Pick<Asked<undefined, undefined, undefined, "administer">, "request" | "who">;

/** Who may come in: for administrators in person. */
export function peopleRoutes(door: AccessDoor): readonly Route[] {
  const admin = async ({ request, who }: Asking): Promise<Admin> => {
    const { parts, session } = await requireSession(door, request, who);
    return { parts, by: personOf(session.account) };
  };
  const obeyed = async (asking: Asking, command: (admin: Admin & { readonly ask: string; readonly atMs: number }) => AccessCommand) => {
    const { parts, by } = await admin(asking);
    return { outcome: await obeyAbout(parts, command({ parts, by, ask: newAskId(parts), atMs: parts.clock.nowMs() })) };
  };
  return [...listing(admin), ...changing(obeyed), linking(admin), colleagues(door)];
}

/** With whom one works: for everybody who may give work to people. */
function colleagues(door: AccessDoor): Route {
  return defineRoute({
    ...colleagueOperations.listColleagues,
    handle: async ({ request, who }) => {
      const { parts, session } = await requireSession(door, request, who);
      const asker = session.account.name;
      const names = colleaguesView(await parts.record.state(), asker);
      return {
        colleagues: names.slice(0, colleaguesMax).map((name) => ({ name, isSelf: name === asker })),
        more: names.length > colleaguesMax,
      };
    },
  });
}

function listing(admin: (asking: Asking) => Promise<Admin>): readonly Route[] {
  return [
    defineRoute({
      ...peopleOperations.listPeople,
      handle: async (asking) => {
        const { parts } = await admin(asking);
        const state = await parts.record.state();
        const people = peopleView(state).map(({ madeAtMs, signedInAtMs, ...rest }) => {
          return { ...rest, madeAt: iso(madeAtMs), signedInAt: isoOrNull(signedInAtMs ?? undefined) };
        });
        const asks = asksView(state, parts.clock.nowMs()).map(({ endsAtMs, ...rest }) => ({ ...rest, endsAt: iso(endsAtMs) }));
        return { people, asks };
      },
    }),
    defineRoute({
      ...peopleOperations.makePerson,
      handle: async ({ body: { name, roles }, ...asking }) => {
        const { parts, by } = await admin(asking);
        const facts = await parts.record.obey({ type: "MakeAccount", by, name, roles, atMs: parts.clock.nowMs() });
        return { id: facts.find((fact) => fact.type === "AccountMade")?.account ?? "" };
      },
    }),
  ];
}

type Obey = (
  asking: Asking,
  command: (admin: { readonly by: Person; readonly ask: string; readonly atMs: number }) => AccessCommand,
) => Promise<{ outcome: "done" | "waits" }>;

function changing(obeyed: Obey): readonly Route[] {
  return [
    defineRoute({
      ...peopleOperations.giveRole,
      handle: ({ params: { id: account, role }, ...asking }) =>
        obeyed(asking, ({ by, ask, atMs }) => ({ type: "GiveRole", by, account, role, ask, atMs })),
    }),
    defineRoute({
      ...peopleOperations.takeRole,
      handle: ({ params: { id: account, role }, ...asking }) =>
        obeyed(asking, ({ by, ask, atMs }) => ({ type: "TakeRole", by, account, role, ask, atMs })),
    }),
    defineRoute({
      ...peopleOperations.lockPerson,
      handle: ({ params: { id: account }, body: { because }, ...asking }) =>
        obeyed(asking, ({ by, ask, atMs }) => ({ type: "LockAccount", by, account, because, ask, atMs })),
    }),
    defineRoute({
      ...peopleOperations.unlockPerson,
      handle: ({ params: { id: account }, body: { because }, ...asking }) =>
        obeyed(asking, ({ by, atMs }) => ({ type: "UnlockAccount", by, account, because, atMs })),
    }),
    defineRoute({
      ...peopleOperations.dropAsk,
      handle: ({ params: { id: ask }, ...asking }) => obeyed(asking, ({ by, atMs }) => ({ type: "DropAsk", by, ask, atMs })),
    }),
  ];
}

function linking(admin: (asking: Asking) => Promise<Admin>): Route {
  return defineRoute({
    ...peopleOperations.makeLink,
    handle: async ({ params: { id }, ...asking }) => {
      const { parts, by } = await admin(asking);
      const made = await makeLink(parts, by, id);
      if (!made) return { outcome: "waits" as const, link: null, endsAt: null };
      // After the "#", so that it is in no server's log and no referrer.
      const [origin = ""] = parts.relyingParty.origins;
      const tenant = parts.tenant === "default" ? "" : `&tenant=${parts.tenant}`;
      return { outcome: "done" as const, link: `${origin}/setup#token=${made.secret}${tenant}`, endsAt: iso(made.endsAtMs) };
    },
  });
}
