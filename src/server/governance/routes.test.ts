import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { digestOfText } from "../../core/containment/digest.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { openApiScene } from "../../testing/api-scene.ts";
import { openTestRegulation } from "../../testing/regulation-scene.ts";
import { CardFields } from "../contract/governance.ts";

// Guarantees: the roster warns by itself, people alone enter and strike, an incident suspends what the agent may do alone and is not closed while something is
// owed, and the card says what the records say.

const [lead, viewer, analyst] = [{ role: "lead" } as const, { role: "viewer" } as const, { role: "analyst" } as const];
const dayMs = 86_400_000;
type Answer = { readonly statusCode: number; readonly json: () => Record<string, never> };

async function opened() {
  const scene = await openApiScene();
  const worlds = new Map<string, ReturnType<typeof memoryJournalStore>>();
  const { desk } = scene.tenant();
  const ended: string[] = [];
  const grants = [
    { status: "granted", text: { id: "g-1" } },
    { status: "ended", text: { id: "g-2" } },
    { status: "proposed", text: { id: "g-3" } },
  ];
  Object.assign(desk, {
    journal: {
      worldNames: async () => [...worlds.keys()],
      hasWorld: async (world: string) => worlds.has(world),
      world: async (world: string) => {
        const journal = worlds.get(world) ?? memoryJournalStore();
        worlds.set(world, journal);
        return { journal };
      },
    },
    autonomy: { ...desk.autonomy, list: async () => grants, end: async (id: string) => void ended.push(id) },
    regulation: await openTestRegulation({ clock: scene.clock, views: desk.views }),
  });
  const at = (path: string) => `/api/v1/governance/${path}`;
  const ask = async (method: "GET" | "POST" | "PUT", path: string, body?: object, as: object = lead) =>
    (await scene.ask({ method, url: at(path), ...(body && { payload: body }) }, as as typeof lead)) as unknown as Answer;
  return { scene, ask, ended, worlds };
}

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

describe("the oversight roster", () => {
  test("warns while it is empty, nothing is entered, something lapsed or is about to; looking makes no record", async () => {
    const { scene, ask, worlds } = await opened();
    const nowMs = scene.clock.nowMs();
    const warnings = async () => ((await ask("GET", "roster", undefined, viewer)).json() as unknown as { warnings: string[] }).warnings;
    assert.match((await warnings()).join(), /nobody is entered/);
    assert.equal(worlds.size, 0);
    assert.equal((await ask("PUT", "roster/dora", { duty: "watches the agent at night" })).statusCode, 200);
    assert.match((await warnings()).join(), /person:dora: no competence/);
    const enter = (kind: string, until?: number) =>
      ask("POST", "roster/dora/competences", {
        kind,
        title: kind,
        since: day(nowMs - 90 * dayMs),
        ...(until !== undefined && { until: day(until) }),
      });
    await enter("ai-literacy", nowMs + 365 * dayMs);
    assert.deepEqual(await warnings(), []);
    await enter("product", nowMs - 2 * dayMs);
    assert.match((await warnings()).join(), /"product" lapsed/);
    await enter("product", nowMs + 10 * dayMs);
    assert.match((await warnings()).join(), /^person:dora: "product" lapses on/);
    await enter("product");
    assert.deepEqual(await warnings(), []);
    assert.equal((await ask("POST", "roster/dora/competences/1/strike", { because: "it was another course" })).statusCode, 200);
    assert.match((await warnings()).join(), /AI literacy/);
    scene.clock.set(nowMs + 400 * dayMs);
    await ask("POST", "roster/dora/leave", { because: "another job" });
    assert.match((await warnings()).join(), /nobody is entered/);
  });

  test("is written by leads alone, about days that have come", async () => {
    const { scene, ask } = await opened();
    assert.equal((await ask("PUT", "roster/dora", { duty: "x" }, viewer)).statusCode, 403);
    assert.equal((await ask("PUT", "roster/dora", { duty: "x" }, analyst)).statusCode, 403);
    assert.equal((await ask("POST", "roster/nobody/competences", { kind: "other", title: "x", since: "2020-01-01" })).statusCode, 404);
    await ask("PUT", "roster/dora", { duty: "x" });
    const nowMs = scene.clock.nowMs();
    for (const times of [{ since: day(nowMs + 2 * dayMs) }, { since: "2020-02-01", until: "2020-01-01" }])
      assert.equal((await ask("POST", "roster/dora/competences", { kind: "other", title: "x", ...times })).statusCode, 400);
  });
});

describe("a serious incident", () => {
  test("suspends autonomy, says what is owed and how surely, and is closed only when it is done", async () => {
    const { ask, ended } = await opened();
    const made = (await ask("POST", "incidents", { title: "attacks were closed as benign" }, analyst)).json() as unknown as Record<
      string,
      unknown
    >;
    assert.equal(made.id, "si-1");
    assert.deepEqual(
      (made.duties as { duty: string; mark: string; period: null; done: boolean }[]).map((each) => [
        each.duty,
        each.mark,
        each.period,
        each.done,
      ]),
      [
        ["suspend", "K", null, false],
        ["inform", "K", null, false],
      ],
    );
    const close = (outcome: string) => ask("POST", "incidents/si-1/close", { outcome, because: "it is handled" });
    assert.equal((await close("serious")).statusCode, 409);
    assert.equal((await close("not-serious")).statusCode, 409);
    assert.equal((await ask("POST", "incidents/si-1/facts", { says: "three cases", cases: ["case-3"] }, analyst)).statusCode, 200);
    assert.equal((await ask("POST", "incidents/si-1/suspend", {}, analyst)).statusCode, 403);
    const suspended = (await ask("POST", "incidents/si-1/suspend", {})).json() as unknown as { suspended: { grants: string[] }[] };
    assert.deepEqual(
      [ended, suspended.suspended[0]?.grants],
      [
        ["g-1", "g-3"],
        ["g-1", "g-3"],
      ],
    );
    await ask("POST", "incidents/si-1/informed", { party: "own-management", reference: "call" });
    assert.equal((await close("serious")).statusCode, 409);
    await ask("POST", "incidents/si-1/informed", { party: "provider", reference: "ticket 7" });
    const closed = (await close("serious")).json() as unknown as { closed: { outcome: string }; duties: { done: boolean }[] };
    assert.deepEqual([closed.closed.outcome, closed.duties.every(({ done }) => done)], ["serious", true]);
    assert.equal((await ask("POST", "incidents/si-1/facts", { says: "late" })).statusCode, 409);
    assert.equal((await ask("POST", "incidents/si-9/facts", { says: "x" })).statusCode, 404);
  });
});

describe("the system card", () => {
  test("holds purpose, limits, roster and availability as the records say them, in data and in words", async () => {
    const { ask } = await opened();
    await ask("PUT", "roster/dora", { duty: "watches *the* agent" });
    const { card, markdown, digest } = (await ask("GET", "card", undefined, viewer)).json() as unknown as {
      card: {
        notFor: string[];
        parts: null;
        oversight: { overseers: { overseer: string }[] };
        field: { missedThreats: { measured: boolean } };
      };
      markdown: string;
      digest: string;
    };
    assert.deepEqual(CardFields.parse(card), card);
    assert.equal(digest, digestOfText(JSON.stringify(card)));
    assert.match(card.notFor.join(), /no score of a person is made/);
    assert.deepEqual([card.parts, card.field.missedThreats.measured, card.oversight.overseers[0]?.overseer], [null, false, "person:dora"]);
    assert.match(markdown, /Missed threats: not measured/);
    assert.match(markdown, /watches \\\*the\\\* agent/);
    assert.match(digest, /^sha256:[0-9a-f]{64}$/);
  });
});
