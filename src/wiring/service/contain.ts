import { join } from "node:path";
import type { OpenContainment, OpenStore, ReadOrders, System } from "../../cli/system.ts";
import { StandingOrders } from "../../core/containment/orders.ts";
import { SocError } from "../../core/soc-error.ts";
import { watchWorld } from "../../core/watch/watch-event.ts";
import { openApprovalNews, type TellWaiting } from "../../engine/containment/approvals.ts";
import { steadyPace } from "../../engine/containment/standing.ts";
import { oneAtATime } from "../../engine/journal/one-at-a-time.ts";
import type { Log } from "../../ports/log.ts";
import type { CaseSink } from "../../ports/settled.ts";
import type { OpenedContainment } from "../../server/desk.ts";

/** Between two passes: what is approved begins this soon. */
const passEveryMs = 1_000;
/** How often the orders on disk are looked at. */
const ordersEveryMs = 2_000;

export type ContainParts = {
  readonly tenant: string;
  readonly store: OpenStore;
  readonly system: Pick<System, "openContainment" | "readOrders" | "clock" | "stopSwitch">;
  /** Where the stop file is, and the orders where none are named. */
  readonly folder: string;
  readonly ordersPath: string | undefined;
  readonly log: Log;
};

/** Containment of a tenant as the service holds it: opened under the orders that lie on disk, and anew once those are others. */
export type ServiceContainment = {
  readonly open: () => Promise<OpenedContainment & { readonly read: ReadOrders | undefined }>;
  /** Files what settled cases propose. */
  readonly sink: CaseSink;
  /** Carries out what is due, pass after pass, while there are orders, and tells of what waits for approval. */
  readonly work: (signal: AbortSignal, tell: TellWaiting) => Promise<void>;
  readonly ordersPath: string;
};

type Held = OpenedContainment & { readonly read: ReadOrders | undefined; readonly contained: OpenContainment };

export function openServiceContainment(parts: ContainParts): ServiceContainment {
  const { store, system, folder, tenant, log } = parts;
  const ordersPath = parts.ordersPath ?? join(folder, "containment.yaml");
  const inTurn = oneAtATime();
  let held: Held | undefined;
  let lookedMs = Number.NEGATIVE_INFINITY;

  const open = () =>
    inTurn(async () => {
      const nowMs = system.clock.nowMs();
      if (held && nowMs - lookedMs < ordersEveryMs) return held;
      const found = await ordersOn(ordersPath, system);
      lookedMs = nowMs;
      if (held && held.digest === found.digest && held.problem === found.problem) return held;
      const contained = await system.openContainment(store, { folder, ...(found.read && { orders: found.read }) });
      for (const { name } of contained.unopened) log.warn("connector/not-opened", { tenant, connector: name });
      held = { ...found, desk: contained.desk, contained };
      return held;
    });

  return { open, ordersPath, sink: filing(parts, open), work: (signal, tell) => carrying(parts, open, tell, signal) };
}

/** Whoever looks at these actions is told that they are others now. A reader that is not told reads them again at its next look; that is no reason to stop. */
async function tellReaders({ store, tenant, log }: ContainParts, ids: Iterable<string>): Promise<void> {
  for (const id of new Set(ids))
    await store.views.note({ kind: "action", id }).catch((cause: unknown) => {
      log.warn("service/note", { tenant, says: "that an action changed could not be told" }, cause);
    });
}

type Open = ServiceContainment["open"];

function filing(parts: ContainParts, open: Open): CaseSink {
  const { tenant, log } = parts;
  return {
    name: "containment",
    async settled({ caseId, run }) {
      const { desk, read } = await open();
      // Without orders nobody could approve what was filed; once there are some, later cases are.
      if (!read) return;
      const before = [...desk.state.waiting];
      const { proposed, refused, declined } = await desk.fileProposals({ world: watchWorld, run, caseId });
      // Whoever looks at what was voided learns of it now, and whoever approved it with them.
      await tellReaders(
        parts,
        before.filter((id) => !desk.state.waiting.has(id)),
      );
      if (proposed.length + refused.length + declined.length === 0) return;
      const counts = { proposed: proposed.length, refused: refused.length, declined: declined.length };
      // What is asked of people is signed at once: from then on nobody can take it back unseen. The effect itself insists on it.
      await desk.checkpoint({ witness: "may" });
      log.info("containment/filed", { tenant, case: caseId, ...counts });
      await tellReaders(parts, proposed);
    },
  };
}

/** Carries out what is due, pass after pass; what stays the same from pass to pass is said once. */
async function carrying(parts: ContainParts, open: Open, tell: TellWaiting, signal: AbortSignal): Promise<void> {
  const {
    tenant,
    log,
    system: { clock },
  } = parts;
  const news = openApprovalNews(tell);
  let untold = false;
  let last = "";
  while (!signal.aborted) {
    const { desk, read } = await open();
    if (read) {
      const pass = await desk.carryOut(signal, steadyPace);
      const stands = pass.stopped ?? "";
      if (pass.executor && stands !== last) log.warn("containment/stopped", { tenant, says: stands === "" ? "no longer" : stands });
      if (pass.executor) last = stands;
      const { taken, ended, troubles, standing } = pass;
      await tellReaders(parts, [...taken, ...ended, ...standing.gone, ...standing.again, ...troubles.map(({ id }) => id)]);
      // Telling people holds up nothing that is carried out; it is tried again with the next pass, and its trouble said once.
      await news(desk.state, clock.nowMs()).then(
        () => {
          untold = false;
        },
        (cause: unknown) => {
          if (!untold) log.warn("service/note", { tenant, says: "that actions wait for approval could not be told" }, cause);
          untold = true;
        },
      );
      const counts = { taken: taken.length, ended: ended.length, troubles: troubles.length };
      if (counts.taken + counts.ended + counts.troubles > 0) log.info("containment/carried-out", { tenant, ...counts });
    }
    await clock.sleep(passEveryMs, signal).catch(() => undefined);
  }
  await (await open()).desk.checkpoint({ witness: "may" }).catch(() => undefined);
}

type Found = {
  readonly read: ReadOrders | undefined;
  readonly orders: StandingOrders;
  readonly digest: string;
  readonly problem: string | null;
};

async function ordersOn(path: string, system: Pick<System, "readOrders">): Promise<Found> {
  try {
    const read = await system.readOrders(path);
    return { read, orders: read.orders, digest: read.digest, problem: null };
  } catch (cause) {
    if (!(cause instanceof SocError)) throw cause;
    return { read: undefined, orders: StandingOrders.parse({}), digest: "none", problem: cause.problem };
  }
}
