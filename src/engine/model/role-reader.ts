import canonicalize from "canonicalize";
import type { CaseCommand } from "../../core/case/case.ts";
import { answerDigest, answerText } from "../../core/evidence/answer.ts";
import type { Evidence } from "../../core/evidence/evidence.ts";
import { type Reading, readReading } from "../../core/model/reading.ts";
import { outputSchemas } from "../../core/model/schemas.ts";
import type { Observable } from "../../core/observable/observable.ts";
import { inline } from "../../core/report/inline.ts";
import type { RunState } from "../../core/run/run.ts";
import type { CaseView } from "../../stages/investigate/case-view.ts";
import type { TextToRead } from "../../stages/investigate/texts-to-read.ts";
import { readerTool } from "../../stages/investigate/with-model.ts";
import type { ModelTask } from "./ask-model.ts";

/** The most that a reader answers with, tokens. */
const outputTokensMax = 600;
/** Quotes that the sentence of an item shows, and characters of each. */
const quotesTold = 3;
const quoteLengthMax = 80;

/** Reading one text: it sees that text alone, and what it says becomes one evidence item that weighs nothing. */
export function readTask(text: TextToRead, observables: readonly Observable[], { alerts }: CaseView): ModelTask<Reading> {
  const { key, type, value, alertId, connectors } = text;
  return {
    role: "reader",
    key,
    alertId,
    fills: [{ name: "text", type, value, provenance: alertId, trust: "attacker-writable", connectors }],
    observables,
    schema: outputSchemas.reader,
    outputTokensMax,
    read: (raw, { texts }) => {
      const [shown] = texts;
      return shown ? readReading(raw, shown) : { why: "unparseable", detail: "there was no text" };
    },
    acceptedAs: (reading) => ({ role: "reader", ...reading }),
    follows: (reading, state) => {
      const record = alerts.find(({ alert }) => alert.id === alertId)?.alert.source;
      return [recorded(readingItem(reading, text, record ? [record] : [], state), key)];
    },
  };
}

type Item = { readonly evidence: Evidence; readonly kept: string };

const recorded = ({ evidence, kept }: Item, questionKey: string): CaseCommand => ({
  type: "RecordEvidence",
  questionKey,
  evidence,
  failed: false,
  kept,
});

const whatFor: Readonly<Record<TextToRead["type"], string>> = {
  "mail-text": "mail",
  script: "script",
  "command-line": "command line",
  "log-text": "text",
};

/** What was read as an evidence item: words of closed lists, and quotes that were found to stand in the text. */
function readingItem(
  reading: Reading,
  { key, type, field, alertId }: TextToRead,
  records: readonly { readonly path: string; readonly record: number; readonly digest: string }[],
  state: RunState,
): Item {
  const { intent, marks } = reading;
  const kept = answerText({ tool: readerTool, query: key, answer: intent, facts: reading, records }, canonicalize);
  const told = marks.slice(0, quotesTold).map(({ mark, span }) => `${mark} ("${inline(span.quote, quoteLengthMax)}")`);
  const more = marks.length > quotesTold ? ` and ${marks.length - quotesTold} more` : "";
  const points = told.length > 0 ? `, and points at ${told.join(", ")}${more}` : "";
  return {
    kept,
    evidence: {
      id: `e-m${state.modelSpend.evidence + 1}`,
      question: `What is the ${whatFor[type]} of ${alertId} for (${inline(field, 80)})?`,
      tool: readerTool,
      source: { kind: "answer", query: key, records, recordsTotal: records.length },
      digest: answerDigest(kept),
      says: inline(`A language model reads it as ${intent}${points}`, 400),
      answer: intent,
      weight: 0,
      group: "model-reading",
      trust: "attacker-writable",
      by: "model",
    },
  };
}
