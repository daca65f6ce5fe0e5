import { createHash } from "node:crypto";
import { traced } from "../../connectors/kit/trace.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Connector, Sink } from "../../ports/connector.ts";
import type { HandOver, Intake } from "../../ports/intake.ts";
import type { Random } from "../../ports/random.ts";
import type { CaseSink } from "../../ports/settled.ts";
import type { SourceLeases } from "../../ports/source-lease.ts";
import type { Attributes, FinishedSpan, Metric, Telemetry } from "../../ports/telemetry.ts";
import type { AlertRow, Views } from "../../ports/views.ts";

/** What is seen of a tenant's work from outside: ports that tell of what passes them. Nobody who works knows of it. */
export type Observed = {
  readonly on: boolean;
  readonly spanned: <Outcome>(span: SpanOrder, work: (traceparent: string) => Promise<Outcome>) => Promise<Outcome>;
  readonly intake: (intake: Intake) => Intake;
  /** The same for what a source that must be alone hands over under its lease. */
  readonly leases: (leases: SourceLeases) => SourceLeases;
  readonly views: (views: Views) => Views;
  readonly sink: (sink: CaseSink) => CaseSink;
  readonly connector: (connector: Connector) => Connector;
};

type SpanOrder = { readonly name: FinishedSpan["name"]; readonly caseId?: string; readonly attributes: Attributes };
export type ObservedParts = { readonly telemetry: Telemetry; readonly clock: Clock; readonly random: Random; readonly tenant: string };

const spanIdBytes = 8;
const traceIdBytes = 16;
const hexOf = (text: string, digits: number) => createHash("sha256").update(text).digest("hex").slice(0, digits);

/** All spans of a case are one trace, whichever process and restart they come from: its id and the id of its root are made from the case's. */
export function openObserved({ telemetry, clock, random, tenant }: ObservedParts): Observed {
  const traceOf = (caseId: string | undefined) =>
    caseId === undefined ? random.secret(traceIdBytes) : hexOf(`trace ${tenant} ${caseId}`, 32);
  const rootOf = (caseId: string) => hexOf(`root ${tenant} ${caseId}`, 16);

  async function spanned<Outcome>(
    { name, caseId, attributes }: SpanOrder,
    work: (traceparent: string) => Promise<Outcome>,
  ): Promise<Outcome> {
    const context = { traceId: traceOf(caseId), spanId: random.secret(spanIdBytes) };
    const startMs = clock.nowMs();
    const tell = (failed?: string) =>
      telemetry.span({
        name,
        context,
        ...(caseId !== undefined && { parent: rootOf(caseId) }),
        startMs,
        endMs: clock.nowMs(),
        attributes: { tenant, ...(caseId !== undefined && { case: caseId }), ...attributes },
        ...(failed !== undefined && { failed }),
      });
    try {
      const outcome = await work(`00-${context.traceId}-${context.spanId}-01`);
      tell();
      return outcome;
    } catch (cause) {
      tell(cause instanceof SocError ? cause.code : "fault");
      throw cause;
    } finally {
      measure(name, clock.nowMs() - startMs, attributes);
    }
  }

  const measure = (name: FinishedSpan["name"], durationMs: number, attributes: Attributes) => {
    const metric = measures.get(name);
    if (metric) telemetry.record(metric, durationMs, { tenant, ...attributes });
  };

  return {
    on: telemetry.on,
    spanned,
    intake: (intake) => (telemetry.on ? observedIntake(intake, { telemetry, spanned, tenant }) : intake),
    leases: (leases) => (telemetry.on ? observedLeases(leases, { telemetry, spanned, tenant }) : leases),
    views: (views) => (telemetry.on ? observedViews(views, { telemetry, tenant, traceOf, rootOf, random }) : views),
    sink: (sink) => (telemetry.on ? observedSink(sink, spanned) : sink),
    connector: (connector) => (telemetry.on ? observedConnector(connector, spanned) : connector),
  };
}

type Spanned = Observed["spanned"];

const measures: ReadonlyMap<FinishedSpan["name"], Metric> = new Map([
  ["question", "watchkeeper.question.duration"],
  ["write-back", "watchkeeper.write.duration"],
]);

function observedSink(sink: CaseSink, spanned: Spanned): CaseSink {
  const settled: CaseSink["settled"] = (each) =>
    spanned({ name: "contain", caseId: each.caseId, attributes: { sink: sink.name } }, () => sink.settled(each));
  return { ...sink, settled };
}

type Handing = { readonly telemetry: Telemetry; readonly spanned: Spanned; readonly tenant: string };

function observedHandOver(handOver: HandOver, { telemetry, spanned, tenant }: Handing): HandOver {
  return (delivery) => {
    const { source, records, refused = [] } = delivery;
    if (records.length + refused.length === 0) return handOver(delivery);
    return spanned({ name: "intake", attributes: { source, records: records.length } }, async () => {
      const received = await handOver(delivery);
      telemetry.record("watchkeeper.intake.records", received.accepted, { tenant, source });
      if (refused.length > 0) telemetry.record("watchkeeper.intake.refused", refused.length, { tenant, source });
      return received;
    });
  };
}

function observedLeases(leases: SourceLeases, handing: Handing): SourceLeases {
  return {
    ...leases,
    async take(source) {
      const held = await leases.take(source);
      return held && { ...held, handOver: observedHandOver(held.handOver, handing) };
    },
  };
}

function observedIntake(intake: Intake, handing: Handing): Intake {
  const { telemetry, tenant } = handing;
  return {
    ...intake,
    handOver: observedHandOver(intake.handOver, handing),
    async health() {
      const health = await intake.health();
      for (const { source, behindMs } of health) telemetry.record("watchkeeper.source.behind", behindMs, { tenant, source });
      return health;
    },
  };
}

/** Rows of alerts that were told of already; the newest stay. */
const toldMax = 20_000;

type ViewWatching = {
  readonly telemetry: Telemetry;
  readonly tenant: string;
  readonly traceOf: (caseId: string) => string;
  readonly rootOf: (caseId: string) => string;
  readonly random: Random;
};

/** What is put into the views tells how long triage and investigation took, after the facts and at no cost to them. */
function observedViews(views: Views, { telemetry, tenant, traceOf, rootOf, random }: ViewWatching): Views {
  const told = new Set<string>();
  const isNew = (key: string) => {
    if (told.has(key)) return false;
    told.add(key);
    const [oldest] = told;
    if (told.size > toldMax && oldest !== undefined) told.delete(oldest);
    return true;
  };
  const triaged = ({ id, receivedAtMs, triagedAtMs, caseId, source }: AlertRow) => {
    if (triagedAtMs === undefined || !isNew(`alert ${id}`)) return;
    telemetry.record("watchkeeper.triage.delay", triagedAtMs - receivedAtMs, { tenant });
    if (caseId === undefined) return;
    const context = { traceId: traceOf(caseId), spanId: random.secret(spanIdBytes) };
    telemetry.span({
      name: "triage",
      context,
      parent: rootOf(caseId),
      startMs: receivedAtMs,
      endMs: triagedAtMs,
      attributes: { tenant, source, case: caseId },
    });
  };
  return {
    ...views,
    async put(rows) {
      await views.put(rows);
      rows.alerts.forEach(triaged);
      for (const { id, openedAtMs, settledAtMs, verdict, state, alerts } of rows.cases) {
        if (settledAtMs === undefined || !isNew(`case ${id} ${settledAtMs}`)) continue;
        telemetry.record("watchkeeper.case.duration", settledAtMs - openedAtMs, { tenant, state });
        const attributes = { tenant, case: id, state, alerts, verdict: verdict ?? "" };
        telemetry.span({
          name: "case",
          context: { traceId: traceOf(id), spanId: rootOf(id) },
          startMs: openedAtMs,
          endMs: settledAtMs,
          attributes,
        });
      }
    },
  };
}

/** Each write is a span of its case, and carries the trace to the product. */
function observedConnector(connector: Connector, spanned: Spanned): Connector {
  const sink = <What>(kind: string, held: Sink<What>): Sink<What> => ({
    ...held,
    write: (what, signal) => {
      const { caseId } = what as { readonly caseId?: unknown };
      const order = {
        name: "write-back" as const,
        ...(typeof caseId === "string" && { caseId }),
        attributes: { connector: connector.name, kind },
      };
      return spanned(order, (traceparent) => traced(traceparent, () => held.write(what, signal)));
    },
  });
  const { tickets, findings, verdicts, notify, publish } = connector;
  return {
    ...connector,
    ...(tickets && {
      tickets: {
        ...tickets,
        tickets: sink("ticket", tickets.tickets),
        comments: sink("comment", tickets.comments),
        closing: sink("closing", tickets.closing),
      },
    }),
    ...(findings && { findings: sink("finding", findings) }),
    ...(verdicts && { verdicts: sink("verdict", verdicts) }),
    ...(notify && { notify: sink("notice", notify) }),
    ...(publish && { publish: sink("bundle", publish) }),
  };
}
