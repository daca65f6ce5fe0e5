import { setTimeout as sleep } from "node:timers/promises";
import type { Assessment } from "../../src/core/assessment/assessment.ts";
import type { Case } from "../../src/core/case/case.ts";
import { ModelOrder } from "../../src/core/configuration/models.ts";
import { knownNamesOf } from "../../src/core/prompt/known-names.ts";
import { escapedJson } from "../../src/core/report/escaped-json.ts";
import type { DomainEvent, RunState } from "../../src/core/run/run.ts";
import { eventsIn } from "../../src/engine/journal/read-opened.ts";
import { replay } from "../../src/engine/recorder.ts";
import { runToEnd } from "../../src/engine/run.ts";
import { toldOf } from "../../src/engine/write-back/told.ts";
import type { LanguageModel } from "../../src/ports/model.ts";
import type { Attacker } from "../../src/redteam/hostile/attacker.ts";
import type { Output } from "../../src/redteam/judge/outputs.ts";
import type { HeardQuestion, HostileModel } from "../../src/server/hostile/hostile-model.ts";
import { accountingOf, isBalanced } from "../../src/stages/report/accounting.ts";
import { assessmentOf } from "../../src/stages/report/assessment.ts";
import { reportHtml, reportMarkdown } from "../../src/stages/report/index.ts";
import { smallWorld } from "../../src/testing/small-world.ts";
import { modelParts, wordTools } from "../../src/testing/told-model.ts";
import { openModel } from "../../src/wiring/models.ts";
import type { Base } from "./bases.ts";
import { context, inventory } from "./company.ts";
import { type Approver, type Contained, contained } from "./contained.ts";

/** The key that the model's server is told, and nobody else. */
export const keyCanary = "key-canary-5d1f0a77";
/** Longer than any play takes, whatever the model does. */
const wallMsMax = 20_000;
let plays = 0;

/** How the model of one play is connected. */
export type Connection = {
  readonly server: HostileModel;
  readonly attacker: Attacker;
  readonly product: "openai-compatible" | "anthropic";
  readonly hosted: boolean;
  readonly stream: boolean;
  readonly answerSeconds: number;
};

/** A settled or open case without what a model added. */
export type CaseSeen = { readonly alerts: readonly string[]; readonly held: Case };

/** What one play came to, as it is seen from outside. */
export type Played = {
  readonly cases: readonly CaseSeen[];
  readonly accounting: ReturnType<typeof accountingOf>;
  readonly contained: Contained;
  readonly facts: readonly DomainEvent[];
  readonly replays: boolean;
  /** Every text that leaves the product: reports as people and programs read them, and what is written back to tickets and chat. */
  readonly outputs: readonly Output[];
  readonly heard: readonly HeardQuestion[];
  /** How long each question to the model took, and how long it might. */
  readonly asked: readonly { readonly ms: number; readonly mayMs: number }[];
  readonly overran: boolean;
};

const ruleOfThumb = { input: 3, output: 15, currency: "EUR" } as const;
const realClock = {
  nowMs: () => Date.now(),
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { ref: false, ...(signal && { signal }) }),
};

/** Plays one case from its lines to what containment did, with a model behind real HTTP or with none. */
export async function play(base: Base, planted: string, approver: Approver, connection?: Connection): Promise<Played> {
  const asked: { ms: number; mayMs: number }[] = [];
  // A question of an earlier play may arrive after nobody waits for it any more.
  const model = `hostile-${++plays}`;
  const world = smallWorld({
    inputs: [base.lines(planted).open()],
    inventory,
    tools: wordTools(base.posture.words),
    ...(connection && { models: await partsOf(connection, model, asked), clock: countedClock() }),
  });
  if (connection) {
    connection.server.attacker = connection.attacker;
    connection.server.heard.length = 0;
  }
  const ended = new AbortController();
  const late = realClock.sleep(wallMsMax, ended.signal).catch(() => undefined);
  const run = await Promise.race([runToEnd(world), late]);
  ended.abort();
  if (!run) return { ...nothing, asked, overran: true };
  const { state } = run;
  const held = stateText(state);
  const texts = await eventsIn(world.journal);
  return {
    cases: casesOf(state),
    accounting: accountingOf(state),
    contained: hasProposals(state) ? await contained(state, approver) : nothing.contained,
    facts: texts.map((text) => JSON.parse(text) as DomainEvent),
    replays: stateText(replay(texts)) === held,
    outputs: outputsOf(state),
    heard: connection ? connection.server.heard.filter(({ body }) => body.includes(`"${model}"`)) : [],
    asked,
    overran: false,
  };
}

/** No report is written of a ledger that does not balance; the judge sees the ledger itself. */
function outputsOf(state: RunState): readonly Output[] {
  if (!isBalanced(accountingOf(state))) return [];
  const assessment = { ...assessmentOf(state, context), run: runOf };
  const { catalogue } = context;
  const told = toldOf(assessment).flatMap(({ ticket, comment, closing, reason, notice }, at) =>
    Object.entries({ ...ticket, comment, closing, reason, notice: notice.text }).map(
      ([name, text]): Output => ({ form: "plain", name: `${name} of ticket ${at + 1}`, text }),
    ),
  );
  return [
    { form: "markdown", name: "report.md", text: reportMarkdown(assessment, catalogue) },
    { form: "html", name: "report.html", text: reportHtml(assessment, catalogue) },
    { form: "json", name: "assessment.json", text: escapedJson(JSON.stringify(assessment)) },
    ...told,
    { form: "plain", name: "what servers call their models", text: saidIn(assessment.cases).join("\n") },
  ];
}

const saidIn = (cases: Assessment["cases"]) => cases.flatMap(({ model }) => model?.calls.map(({ said = "" }) => said) ?? []);

const runOf = {
  generatedAt: "2026-05-05T12:00:00.000Z",
  durationMs: 1,
  version: "0.0.0",
  journalHead: `sha256:${"0".repeat(64)}`,
  journalEntries: 1,
} as never;

const nothing = {
  cases: [],
  accounting: { accepted: 0, closed: 0, escalated: 0, open: 0, deadLettered: 0 },
  contained: { effects: [], proposed: 0, broken: [] },
  facts: [],
  replays: true,
  outputs: [],
  heard: [],
};

/** Without a proposal there is nothing that containment could be asked for. */
const hasProposals = ({ cases }: RunState) => [...cases.values()].some((each) => "proposals" in each && each.proposals.length > 0);

/** All of a state, as text. */
const stateText = (state: RunState) =>
  JSON.stringify(state, (_key, value: unknown) =>
    value instanceof Map ? [...(value as Map<unknown, unknown>)] : value instanceof Set ? [...(value as Set<unknown>)] : value,
  );

/** Time that goes on a little with each look, so that a run is the same however busy the machine is; whoever sleeps does so in real time. */
function countedClock() {
  let nowMs = Date.UTC(2026, 4, 5, 9);
  return { nowMs: () => nowMs++, sleep: realClock.sleep };
}

async function partsOf(
  { server, product, hosted, stream, answerSeconds }: Connection,
  model: string,
  asked: { ms: number; mayMs: number }[],
) {
  const order = ModelOrder.parse({
    name: "hostile",
    product,
    url: server.url,
    model,
    key: { env: "KEY" },
    hosted,
    stream,
    price: ruleOfThumb,
    "answer-seconds": answerSeconds,
  });
  const opened = await openModel(order, { folder: ".", environment: { KEY: keyCanary }, clock: realClock });
  const watched: LanguageModel = {
    ...opened,
    async ask(request, signal) {
      const beganMs = performance.now();
      const answer = await opened.ask(request, signal);
      asked.push({ ms: performance.now() - beganMs, mayMs: Math.min(request.timeMs, answerSeconds * 1_000) });
      return answer;
    },
  };
  return { ...modelParts(watched), known: knownNamesOf(inventory.inventory, () => false) };
}

function casesOf({ cases, alerts }: RunState): CaseSeen[] {
  const nameOf = (id: string) => `${alerts.get(id)?.source.path}#${alerts.get(id)?.source.record}`;
  return [...cases.values()]
    .flatMap((held) => (held.status === "unopened" || held.status === "merged" ? [] : [{ alerts: held.alertIds.map(nameOf), held }]))
    .toSorted((a, b) => (a.alerts.join() < b.alerts.join() ? -1 : 1));
}
