import type { z } from "zod";
import { ingestBody } from "../../engine/ingest-body.ts";
import type { Intake, IntakeDeadLetter, SourceHealth } from "../../ports/intake.ts";
import { type LetterLine, type SourceLine, sourceOperations } from "../contract/sources.ts";
import { given, iso, isoOrNull } from "../http/iso.ts";
import { badRequest, sourceTaken } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes about sources, connectors and models, and the one by which machines hand evidence in. */
export const sourceRoutes: readonly Route[] = [
  defineRoute({
    ...sourceOperations.listConnectors,
    handle: async ({ desk }) => ({ connectors: (await desk.connectors.list()).map((each) => ({ ...each })) }),
  }),
  defineRoute({
    ...sourceOperations.checkConnector,
    handle: async ({ desk, params: { name }, request }) => ({ name, says: (await desk.connectors.check(name, request.signal)).says }),
  }),
  defineRoute({
    ...sourceOperations.listSources,
    handle: async ({ desk }) => ({ sources: (await desk.intake.health()).map(sourceLine) }),
  }),
  defineRoute({
    ...sourceOperations.listDeadLetters,
    handle: async ({ desk, query: { source, after, limit } }) => {
      const before = after === undefined ? undefined : numberOf(after);
      const letters = await desk.intake.deadLetters({ ...given({ before, source }), limit });
      return { letters: letters.map(letterLine), next: letters.length < limit ? null : String(letters.at(-1)?.letter ?? "") || null };
    },
  }),
  defineRoute({
    ...sourceOperations.replayDeadLetter,
    handle: async ({ desk, params: { letter } }) => {
      const { accepted, repeated } = await desk.intake.replay(letter);
      return { accepted, repeated };
    },
  }),
  defineRoute({
    ...sourceOperations.ingestEvidence,
    handle: async ({ desk, params: { source }, body }) => {
      // What a connector brings is known to be its product's; nobody else speaks under its name.
      if ((await desk.connectors.list()).some(({ name }) => name === source)) throw sourceTaken();
      const taken = await ingestBody(desk.intake.handOver, source, body);
      await noteHeard(desk.intake, source);
      return taken;
    },
  }),
  defineRoute({
    ...sourceOperations.listModels,
    handle: async ({ desk }) => ({
      models: (await desk.models()).map((each) => ({ ...each })),
      ...(desk.languageModels && { language: desk.languageModels() }),
    }),
  }),
];

/** Sources that this process has said to be running; one that is named for the first time is told once. */
const heardFrom = new WeakMap<Intake, Set<string>>();
const heardMax = 1_000;

async function noteHeard(intake: Intake, source: string): Promise<void> {
  const known = heardFrom.get(intake) ?? new Set();
  heardFrom.set(intake, known);
  if (known.has(source) || known.size >= heardMax) return;
  known.add(source);
  await intake.heard(source, { state: "running" });
}

function numberOf(after: string): number {
  if (!/^\d{1,15}$/.test(after)) throw badRequest("after is not the next of a page before");
  return Number(after);
}

function sourceLine({ lastReceivedMs, skewMs, problem, remedy, ...rest }: SourceHealth): z.input<typeof SourceLine> {
  const { source, accepted, repeated, deadLettered, waiting, behindMs, state } = rest;
  const counts = { source, accepted, repeated, deadLettered, waiting, behindMs, state };
  return {
    ...counts,
    lastReceivedAt: isoOrNull(lastReceivedMs),
    skewMs: skewMs ?? null,
    problem: problem ?? null,
    remedy: remedy ?? null,
  };
}

function letterLine({
  letter,
  source,
  recordId,
  position,
  reason,
  says,
  atMs,
  replayedAtMs,
}: IntakeDeadLetter): z.input<typeof LetterLine> {
  return { letter, source, recordId, position: position ?? null, reason, says, at: iso(atMs), replayedAt: isoOrNull(replayedAtMs) };
}
