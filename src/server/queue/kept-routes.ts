import type { z } from "zod";
import { may, type Who } from "../../core/access/who.ts";
import type { KeptView } from "../../ports/kept-views.ts";
import { newsKinds } from "../../ports/queue-view.ts";
import type { Random } from "../../ports/random.ts";
import { personOf } from "../cases/routes.ts";
import { queuePeopleOperations, type SavedView } from "../contract/queue-people.ts";
import type { TenantDesk } from "../desk.ts";
import { iso } from "../http/iso.ts";
import { noRight, noSuch } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";
import { queueCase } from "./show.ts";

const idBytes = 12;

/** What people keep of their looking, and what changed since they last did. */
export const keptRoutes = (nowMs: () => number, random: Random): readonly Route[] => [
  defineRoute({
    ...queuePeopleOperations.listSavedViews,
    handle: async ({ desk, who }) => ({ views: (await desk.kept.list(personOf(who))).map((view) => shown(view, who)) }),
  }),
  defineRoute({
    ...queuePeopleOperations.addSavedView,
    handle: async ({ desk, who, body }) => {
      const view = { ...body, id: random.secret(idBytes), by: personOf(who), changedAtMs: nowMs() };
      await desk.kept.put(view);
      return shown(view, who);
    },
  }),
  defineRoute({
    ...queuePeopleOperations.changeSavedView,
    handle: async ({ desk, who, params: { id }, body }) => {
      const { by } = await changeable(desk, who, id);
      const view = { ...body, id, by, changedAtMs: nowMs() };
      await desk.kept.put(view);
      return shown(view, who);
    },
  }),
  defineRoute({
    ...queuePeopleOperations.removeSavedView,
    handle: async ({ desk, who, params: { id } }) => {
      await desk.kept.remove((await changeable(desk, who, id)).id);
      return undefined;
    },
  }),
  defineRoute({
    ...queuePeopleOperations.markLooked,
    handle: async ({ desk, who, body }) => {
      // Nobody has looked further than there is.
      const revision = Math.min(body.revision, await desk.views.latest());
      const mark = await desk.kept.mark(personOf(who), { revision, atMs: nowMs() });
      return { revision: mark.revision, at: iso(mark.atMs) };
    },
  }),
  defineRoute({
    ...queuePeopleOperations.readChangesSince,
    handle: async ({ desk, who }) => {
      const mark = await desk.kept.marked(personOf(who));
      const since = mark?.revision ?? (await desk.views.latest());
      const { counts, rows, revision } = await desk.views.queue.newsSince(since);
      const cases = rows.map(({ row, news }) => ({ row: queueCase(row), changes: newsKinds.filter((kind) => news[kind] > since) }));
      return { since: mark ? { revision: mark.revision, at: iso(mark.atMs) } : null, revision, counts: { ...counts }, cases };
    },
  }),
];

/** A view that whoever asks may change: one's own, or as a lead a shared one. Another's that is not shared is not there. */
async function changeable({ kept }: Pick<TenantDesk, "kept">, who: Who, id: string): Promise<KeptView> {
  const view = await kept.one(id);
  if (!view || (view.by !== who.person && !view.shared)) throw noSuch("saved view");
  if (view.by !== personOf(who) && !may(who, "lead")) throw noRight("lead");
  return view;
}

function shown({ id, by, name, shared, query, columns, changedAtMs }: KeptView, { person }: Who): z.input<typeof SavedView> {
  const plain = Object.entries(query).map(([key, value]) => [key, typeof value === "string" ? value : [...value]] as const);
  return {
    id,
    name,
    shared,
    query: Object.fromEntries(plain),
    columns: [...columns],
    by,
    mine: by === person,
    changedAt: iso(changedAtMs),
  };
}
