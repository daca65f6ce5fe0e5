import type { z } from "zod";
import type { Job } from "../../core/write-back/write-back.ts";
import { personOf } from "../cases/routes.ts";
import { type JobLine, writeBackOperations } from "../contract/write-back.ts";
import type { TenantDesk } from "../desk.ts";
import { iso } from "../http/iso.ts";
import { badRequest, notRunning } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes about what is written back to other products. */
export const writeBackRoutes: readonly Route[] = [
  defineRoute({
    ...writeBackOperations.listJobs,
    handle: async ({ desk, query: { status, connector, case: caseId, after, limit } }) => {
      const before = after === undefined ? Number.POSITIVE_INFINITY : orderOf(after);
      const wanted = (await writeBackOf(desk).jobs()).filter(
        (each) =>
          each.order < before &&
          (status === undefined || each.state.status === status) &&
          (connector === undefined || each.connector === connector) &&
          (caseId === undefined || each.caseId === caseId),
      );
      const jobs = wanted.slice(0, limit);
      return { jobs: jobs.map(lineOf), next: wanted.length > limit ? String(jobs.at(-1)?.order) : null };
    },
  }),
  defineRoute({
    ...writeBackOperations.retryJob,
    handle: async ({ desk, who, params: { key }, body }) => {
      await writeBackOf(desk).retry(key, personOf(who), body);
      await desk.views.note({ kind: "job", id: key });
      return undefined;
    },
  }),
  defineRoute({
    ...writeBackOperations.giveUpJob,
    handle: async ({ desk, who, params: { key }, body: { because } }) => {
      await writeBackOf(desk).giveUp(key, personOf(who), because);
      await desk.views.note({ kind: "job", id: key });
      return undefined;
    },
  }),
];

function writeBackOf({ writeBack }: TenantDesk): NonNullable<TenantDesk["writeBack"]> {
  if (!writeBack) throw notRunning("write-back");
  return writeBack;
}

function orderOf(after: string): number {
  if (!/^\d{1,15}$/.test(after)) throw badRequest("after is not the next of a page before");
  return Number(after);
}

function lineOf({ key, kind, connector, caseId, subject, marking, askedAtMs, tries, state }: Job): z.input<typeof JobLine> {
  const why = "why" in state ? state.why : undefined;
  return {
    key,
    kind,
    connector,
    case: caseId,
    subject,
    marking,
    status: state.status,
    askedAt: iso(askedAtMs),
    tries,
    written: state.status === "written" ? { id: state.id, url: state.url ?? null } : null,
    problem: why?.problem ?? (state.status === "given-up" ? `${state.by} gave it up: ${state.because}` : null),
    remedy: why?.remedy ?? null,
  };
}
