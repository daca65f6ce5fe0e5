import { createHash } from "node:crypto";
import type { z } from "zod";
import { may, type Who } from "../../core/access/who.ts";
import type { EndedLook } from "../../core/autonomy/ends.ts";
import { type Grant, grantNumber, isWaiting } from "../../core/autonomy/grant.ts";
import { upperShare } from "../../learning/sampling/bounds.ts";
import type { ClassStanding } from "../../stages/autonomy/class-standing.ts";
import { comparedOf } from "../../stages/autonomy/compare.ts";
import { personOf } from "../cases/routes.ts";
import { classTitles } from "../class-titles.ts";
import { type AutonomyWhole, autonomyOperations, classesMax } from "../contract/autonomy.ts";
import type { TenantDesk } from "../desk.ts";
import { badRequest } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";
import { classLine, comparedCase, type GrantReader, grantLine } from "./show.ts";

/** The routes about what the agent may do alone. */
export const autonomyRoutes = (nowMs: () => number): readonly Route[] => [...reading(nowMs), ...deciding(nowMs)];

const reading = (nowMs: () => number): readonly Route[] => [
  defineRoute({
    ...autonomyOperations.readAutonomy,
    handle: async ({ desk, who, query }) => wholeOf(desk, await readerOf(desk, who, nowMs()), query.class),
  }),
  defineRoute({
    ...autonomyOperations.listGrants,
    handle: async ({ desk, who, query: { status, after, limit, ...query } }) => {
      const before = after === undefined ? Number.POSITIVE_INFINITY : numberIn(after);
      const wanted = (await desk.autonomy.list()).filter(
        ({ text, status: is }) =>
          (grantNumber(text.id) ?? 0) < before &&
          (status === undefined || is === status) &&
          (query.class === undefined || text.scope.class === query.class),
      );
      const reader = await readerOf(desk, who, nowMs());
      const grants = wanted.slice(0, limit).map((each) => grantLine(each, reader));
      return { grants, next: wanted.length > limit ? (grants.at(-1)?.id ?? null) : null };
    },
  }),
  defineRoute({
    ...autonomyOperations.readGrant,
    handle: async ({ desk, who, params: { id } }) => grantLine(await desk.autonomy.read(id), await readerOf(desk, who, nowMs())),
  }),
  defineRoute({
    ...autonomyOperations.listComparedCases,
    handle: async ({ desk, query: { which, limit, ...query } }) => {
      const [standing] = await desk.autonomy.classes(query.class);
      const found = standing ? chosen(standing, which) : [];
      return { cases: found.slice(0, limit).map(comparedCase), of: found.length };
    },
  }),
  defineRoute({
    ...autonomyOperations.simulateAutonomy,
    handle: async ({ desk, body: { bounds, classes, last } }) => {
      const found = await desk.autonomy.simulate({ bounds: withoutUndefined(bounds), classes, last });
      const { lookedAt, differing, judged, errors } = found;
      return {
        lookedAt,
        differing: differing.length,
        wouldClose: { judged, errors, upperBound: judged === 0 ? null : upperShare(errors, judged) },
        classes: found.classes.slice(0, classesMax).map((each) => ({ ...each, lacks: [...each.lacks] })),
        cases: differing.map(({ look, would }) => ({ ...comparedCase(look), would })),
      };
    },
  }),
];

const deciding = (nowMs: () => number): readonly Route[] => [
  defineRoute({
    ...autonomyOperations.proposeGrant,
    handle: ({ desk, who, body: { act, class: of } }) => {
      const scope = act === "close" ? ({ act, class: of } as const) : ({ act, class: of, tier: 1 } as const);
      return told(desk, who, nowMs(), desk.autonomy.propose(scope, personOf(who)));
    },
  }),
  defineRoute({
    ...autonomyOperations.readGrantToSign,
    handle: async ({ desk, who, params: { id } }) => {
      const { by, digest, bytes, passkeys } = await desk.autonomy.toSign(id, personOf(who));
      return {
        by,
        digest,
        bytes: Buffer.from(bytes).toString("base64"),
        challenge: createHash("sha256").update(bytes).digest("base64url"),
        passkeys: [...passkeys],
      };
    },
  }),
  defineRoute({
    ...autonomyOperations.signGrant,
    handle: ({ desk, who, params: { id }, body }) => told(desk, who, nowMs(), desk.autonomy.sign(id, personOf(who), body)),
  }),
  defineRoute({
    ...autonomyOperations.endGrant,
    handle: ({ desk, who, params: { id }, body: { because } }) => told(desk, who, nowMs(), desk.autonomy.end(id, personOf(who), because)),
  }),
];

async function wholeOf(desk: TenantDesk, reader: GrantReader, only: string | undefined): Promise<z.input<typeof AutonomyWhole>> {
  const grants = (await desk.autonomy.list()).map((each) => ({ grant: each, line: grantLine(each, reader) }));
  const standing = await desk.autonomy.classes(only);
  const inForce = grants.filter(({ line }) => line.inForce && line.act === "close").length;
  // A case may be of several classes.
  const waiting = new Set(standing.flatMap((each) => each.waiting.map(({ caseId }) => caseId))).size;
  return {
    mode: inForce > 0 ? "granted" : "shadow",
    says:
      inForce > 0
        ? `The agent closes cases of ${inForce === 1 ? "one class" : `${inForce} classes`} by itself; everything else that it would close waits for people.`
        : "Shadow mode: the agent does all its work and closes nothing; what it would close waits for people, and no verdict is written to other products.",
    bounds: desk.autonomy.bounds,
    classes: standing.slice(0, classesMax).map((each) => classLine(each, reader.titleOf)),
    classesLeft: Math.max(0, standing.length - classesMax),
    grants: grants.flatMap(({ grant, line }) => (line.inForce || isWaiting(grant, reader.nowMs) ? [line] : [])),
    waiting,
  };
}

type Which = "disagreed" | "agreed" | "abstained" | "waiting";

const chosen = ({ looks, waiting }: ClassStanding, which: Which): readonly EndedLook[] =>
  which === "waiting" ? waiting.toReversed() : looks.filter((look) => comparedOf(look) === which).toReversed();

const readerOf = async (desk: TenantDesk, who: Who, nowMs: number): Promise<GrantReader> => ({
  person: who.person,
  lead: may(who, "lead"),
  triage: may(who, "triage"),
  nowMs,
  titleOf: await classTitles(desk),
});

/** A deed of a person, told to live views, and the grant as it stands after it. */
async function told(desk: TenantDesk, who: Who, nowMs: number, deed: Promise<Grant>): Promise<ReturnType<typeof grantLine>> {
  const grant = await deed;
  await desk.views.note({ kind: "grant", id: grant.text.id });
  return grantLine(grant, await readerOf(desk, who, nowMs));
}

const withoutUndefined = <Shape extends object>(given: Shape | undefined) =>
  given &&
  (Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Shape]: NonNullable<Shape[Name]>;
  });

function numberIn(after: string): number {
  const number = grantNumber(after);
  if (number === undefined) throw badRequest("after is not the next of a page before");
  return number;
}
