import type { Assessment } from "../core/assessment/assessment.ts";
import { intrusion, intrusionAlert } from "./sample-intrusion.ts";
import { mistaken, mistakenAlerts, twin, twinAlerts, undecided, undecidedAlerts } from "./sample-other-cases.ts";
import { digestOf } from "./sample-parts.ts";
import { sampleStory } from "./sample-story.ts";

/**
 * An assessment as an investigation of a bad morning would leave it: a true-positive critical case of 20 alerts over 7 tactics, its benign twin,
 * a case without enough data, and noise. Deterministic, and names from outside are as nasty as they get.
 */
export function sampleAssessment(): Assessment {
  const cases = [intrusion(), undecided(), twin(), mistaken()];
  const alerts = [sampleStory.map(intrusionAlert), undecidedAlerts(), twinAlerts(), mistakenAlerts()].flat();
  const closed = alerts.filter(({ case: id }) => cases.some((each) => each.id === id && !each.escalated)).length;
  return {
    schema: "watchkeeper/assessment@1",
    inputs: [
      {
        path: "evidence/dc01-security.evtx",
        format: "evtx",
        records: 41_200,
        events: 41_198,
        alerts: 0,
        rejected: 2,
        rejections: [{ reason: "checksum", count: 2, example: "record 1,204: the chunk's checksum differs" }],
      },
      { path: "evidence/sysmon.jsonl", format: "windows-json", records: 9_000, events: 9_000, alerts: 0, rejected: 0 },
      { path: "evidence/mail.zip!invoice<b>.eml", format: "mail", records: 1, events: 1, alerts: 0, rejected: 0 },
      { path: "evidence/eve.json", format: "suricata", records: 812, events: 780, alerts: 32, rejected: 0 },
    ],
    alerts,
    cases,
    accounting: { accepted: alerts.length + 1, closed, escalated: alerts.length - closed, open: 0, deadLettered: 1 },
    catalogues: { attack: "18.1", rules: digestOf("rules"), playbooks: digestOf("playbooks") },
    run: {
      generatedAt: "2026-03-04T18:00:00.000Z",
      durationMs: 4_210,
      version: "0.1.0",
      journalHead: digestOf("head"),
      journalEntries: 911,
    },
  };
}

/** An assessment in which nothing was raised. */
export function quietAssessment(): Assessment {
  const { inputs, catalogues, schema } = sampleAssessment();
  const quiet = inputs.map((input) => ({ ...input, events: input.events + input.alerts, alerts: 0 }));
  return {
    schema,
    catalogues,
    inputs: quiet,
    alerts: [],
    cases: [],
    accounting: { accepted: 0, closed: 0, escalated: 0, open: 0, deadLettered: 0 },
  };
}

/** As many copies of the sample's cases as asked for, each with ids of its own. */
export function manyCases(count: number): Assessment {
  const sample = sampleAssessment();
  const copies = Array.from({ length: count }, (_, index) => ({
    each: sample.cases[index % sample.cases.length]!,
    id: `case-${index + 1}`,
  }));
  const alerts = copies.flatMap(({ each, id }) =>
    sample.alerts.filter((alert) => alert.case === each.id).map((alert) => ({ ...alert, id: `${id}-${alert.id}`, case: id })),
  );
  const cases = copies.map(({ each, id }) => ({
    ...each,
    id,
    alerts: alerts.filter((alert) => alert.case === id).map((alert) => alert.id),
  }));
  return { ...sample, alerts, cases };
}
