import type { OpenStore } from "../cli/system.ts";
import { grantDigest } from "../core/autonomy/signature.ts";
import { slotOf } from "../core/measure/tally.ts";
import type { ActPreview } from "../engine/watch/preview.ts";
import { noSuch } from "../server/http/refusals.ts";
import { measureVersion } from "../stages/measure/measuring.ts";
import type { ApiScene } from "./api-scene.ts";
import { judgedLooks } from "./autonomy-scene.ts";
import type { Held } from "./crossing-examples.ts";
import { failedJob } from "./failed-job.ts";
import { openTestRegulation } from "./regulation-scene.ts";
import { sampleAssessment } from "./sample-assessment.ts";
import { exampleAlertRow, exampleCaseRow } from "./views-contract.ts";

/** What is settled: the tenant, a word for every text of it, and how many there are of what is counted. */
export type Settling = { readonly scene: ApiScene; readonly tenant: string; readonly word: string; readonly times: number };
/** What of all that is held the stores and the desk hold. */
export type DeskHeld = Pick<
  Held,
  | "alert"
  | "caseId"
  | "otherCase"
  | "position"
  | "letter"
  | "action"
  | "actionDigest"
  | "job"
  | "connector"
  | "source"
  | "playbook"
  | "grant"
  | "grantDigest"
  | "alertClass"
  | "view"
>;

/** Fills the stores and the desk of a tenant: every text that can hold the word does. `deeds` is told what the desk was asked to do. */
export async function settleDesk(settling: Settling & { readonly store: OpenStore; readonly deeds: unknown[] }): Promise<DeskHeld> {
  const { scene, tenant, word, times, store } = settling;
  const { desk, scene: containment } = scene.tenant(tenant);
  Object.assign(desk, partsOf(settling), { measures: store.measures });
  const source = `source-${tenant}`;
  let action = "";
  for (let each = 1; each <= times; each++) {
    action = await containment.propose({ user: each, caseId: `case-${tenant}`, rules: [word] });
    await store.intake.handOver({
      source,
      records: [{ id: `record-${tenant}-${each}`, bytes: Buffer.from(word) }],
      refused: [{ id: `${word}-${each}`, reason: "unreadable", says: word, bytes: Buffer.from(word) }],
    });
  }
  await store.intake.heard(source, { state: "failing", problem: word, remedy: word });
  const grants = await proposedGrants(settling);
  const view = `view-${tenant}`;
  await store.keptViews.put({ id: view, by: `person:${word}`, name: word, shared: true, query: {}, columns: [word], changedAtMs: 0 });
  const kept = await store.intake.read(0, 100);
  const position = kept.at(-1)!.position;
  const [sample] = sampleAssessment().cases;
  const caseId = `case-${tenant}`;
  const rows = { title: word, assignee: word };
  await store.views.put({
    alerts: [
      exampleAlertRow(`alert-${tenant}`, {
        ...{ title: word, product: word, rule: word, givenId: word, caseId },
        detail: { word, record: { path: source, record: position } },
      }),
    ],
    cases: [
      exampleCaseRow(caseId, { ...rows, ...(sample && { detail: { ...sample, id: caseId, title: word } }) }),
      exampleCaseRow(`further-${tenant}`, rows),
    ],
    world: `watch-${tenant}`,
    sequence: 1,
  });
  await countSome(settling, store);
  Object.assign(desk, { regulation: await papersOf(settling, store, caseId) });
  const letters = await store.intake.deadLetters({ limit: 100 });
  return {
    alert: `alert-${tenant}`,
    caseId,
    otherCase: `further-${tenant}`,
    position: String(position),
    letter: String(Math.max(...letters.map(({ letter }) => letter))),
    action,
    actionDigest: containment.desk.state.actions.get(action)!.digest,
    job: `wk:verdict:${tenant}`,
    connector: `connector-${tenant}`,
    source,
    playbook: `playbook-${tenant}`,
    ...grants,
    view,
  };
}

/** Proposals of grants, each for a class that has the word in it. */
async function proposedGrants({ scene, tenant, word, times }: Settling) {
  const { autonomy, desk } = scene.tenant(tenant);
  let grant = "";
  const classOf = (each: number) => `${word}/rule-${each}`;
  for (let each = 1; each <= times; each++) {
    autonomy.looks.push(...judgedLooks(classOf(each), 300, { atMs: scene.clock.nowMs() }));
    grant = (await desk.autonomy.propose({ act: "close", class: classOf(each) }, `person:${word}`)).text.id;
  }
  return { grant, grantDigest: grantDigest((await desk.autonomy.read(grant)).text), alertClass: classOf(times) };
}

/** Papers of the case for regulators, over the views of the store; their words are this tenant's. */
async function papersOf({ scene, word }: Settling, { views }: OpenStore, caseId: string) {
  const regulation = await openTestRegulation({ clock: scene.clock, views });
  await regulation.open(caseId, "agent:watchkeeper");
  await regulation.confirm("person:mara", { caseId, id: "description", value: word, estimate: false, source: word });
  return regulation;
}

/** What has no store of its own: it knows this tenant's things by their ids, as the parts of the service do. */
function partsOf({ scene, tenant, word, store, deeds }: Settling & { readonly store: OpenStore; readonly deeds: unknown[] }) {
  const { views, keptViews: kept, intake, keptAnswers: answers, worldNames, hasWorld, world } = store;
  const { desk } = scene.tenant(tenant);
  const { connectors } = desk;
  const told = (what: string) => (given: unknown, by?: unknown) => void deeds.push([what, given, by]);
  const job = failedJob(`wk:verdict:${tenant}`, word, `case-${tenant}`);
  /** Notes a deed upon what it knows, and refuses anything else. */
  const upon = (what: string, known: string) => async (asked: string, by?: unknown) => {
    if (asked !== known) throw noSuch(what);
    told(what)(asked, by);
    return { says: word };
  };
  const playbook = {
    ...{ playbook: `playbook-${tenant}`, purpose: word, "starts-on": "any", claims: { malicious: word, benign: word } },
    ...{ prior: 0, investigate: [], contain: [], stop: { "questions-max": 1 } },
  };
  return {
    ...{ views, kept, intake, answers },
    journal: { worldNames, hasWorld, world },
    watch: {
      ...desk.watch,
      async preview({ act }: { act: string }, caseIds: readonly string[]): Promise<readonly ActPreview[]> {
        const there = await Promise.all(caseIds.map((caseId) => views.case(caseId)));
        return caseIds.map((caseId, at) =>
          there[at] ? { caseId, says: act, changes: [caseId], effect: undefined } : { caseId, refusal: noSuch("case") },
        );
      },
      async act(act: { caseId: string; into?: string; alert?: string }, by: unknown) {
        for (const id of [act.caseId, act.into]) if (id !== undefined && !(await views.case(id))) throw noSuch("case");
        if (act.alert !== undefined && !(await views.alert(act.alert))) throw noSuch("alert");
        told("act")(act, by);
      },
    },
    events: {
      search: async ({ entity }: { entity?: string }) => ({
        rows: entity === `user:${word}` ? [eventRow(word)] : [],
        total: 0,
        groups: [],
      }),
    },
    writeBack: {
      jobs: async () => [job],
      retry: upon("job", job.key),
      giveUp: upon("job", job.key),
      counts: () => ({ waiting: 0, failed: 1 }),
    },
    connectors: {
      ...connectors,
      list: async () => [{ ...(await connectors.list())[0], name: `connector-${tenant}`, title: word }],
      check: upon("connector", `connector-${tenant}`),
    },
    modelPreview: async (caseId: string) =>
      caseId === `case-${tenant}` ? [{ key: word, role: "writer", model: word, hosted: true, withheld: word, prompt: null }] : undefined,
    playbooks: async () => [{ playbook, digest: `sha256:${"1".repeat(64)}`, text: word, inUse: true }],
    containment: {
      ...desk.containment,
      propose: async ({ caseId }: { caseId: string }) => {
        if (!(await views.case(caseId))) return undefined;
        told("propose")(caseId);
        return { proposed: [], refused: [], declined: [{ caseId, action: "isolate-host", target: word, says: word }], before: [] };
      },
    },
  };
}

const eventRow = (word: string) => ({
  ...{ timeMs: 0, dataset: "mail", channel: "mail", action: "received", host: word, fields: { word } },
  source: { path: word, record: 1, digest: `sha256:${"2".repeat(64)}` },
});

/** Figures whose every text is the word of this tenant. */
async function countSome({ word, scene: { clock } }: Settling, { measures }: OpenStore): Promise<void> {
  await measures.open(measureVersion);
  const counted = { slot: slotOf(clock.nowMs()) - 96, n: 1, sum: 0 };
  await measures.put({
    before: 0,
    place: { world: "watch-000001", sequence: 1, previous: "", latestMs: clock.nowMs(), plainBelow: 0 },
    lines: [],
    gone: [],
    tallies: [
      { ...counted, family: "flow", key: ["low", "other", "open", "none", 0] },
      { ...counted, family: "source", key: [word, "open", "none", 0] },
      { ...counted, family: "rule", key: [word, word, "none", "none", 0] },
      { ...counted, family: "person", key: [`person:${word}`, "notes"] },
    ],
  });
}
