import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { OpenStore } from "../../cli/system.ts";
import type { ModelRole } from "../../core/model/call.ts";
import type { ModelEvent } from "../../core/model/model-event.ts";
import type { ModelStanding } from "../../core/model/model-standing.ts";
import type { ModelSpend } from "../../core/model/spend.ts";
import type { ModelDouble, ModelSays } from "../../testing/doubles/model-double.ts";
import { startOpenAiChat } from "../../testing/doubles/openai-chat.ts";
import { realClock } from "../../testing/real/open-effector.ts";
import { emptyAnswers } from "../../testing/told-model.ts";
import { openStore } from "../../wiring/store.ts";

const program = fileURLToPath(new URL("../../../tools/trials/model/child.ts", import.meta.url));
const lifeMsMax = 60_000;
const roles = ["reader", "planner", "writer"] as const satisfies readonly ModelRole[];

/**
 * Where a process ends: the question is durable and nothing has left; its server has it and thinks; half of a streamed answer came; the answer came and nothing of it is recorded; its
 * record is under way; it is recorded, and nothing that follows from it was done.
 */
const points = ["recorded", "heard", "half", "answered", "append-begun", "append-done"] as const;
type Point = (typeof points)[number];
/** Nobody can say beforehand whether the database had it. */
const lossOf: Readonly<Record<Point, boolean | undefined>> = {
  recorded: true,
  heard: true,
  half: true,
  answered: true,
  "append-begun": undefined,
  "append-done": false,
};

/** Every point with each role in the long mode; otherwise every point, the roles in turn. */
const kills = points.flatMap((point, at) =>
  roles.filter((_, index) => process.env.WATCHKEEPER_LONG === "1" || index === at % roles.length).map((role) => ({ point, role })),
);

type Ended = {
  readonly cases: readonly { readonly status: string; readonly model?: ModelStanding; readonly conclusion?: unknown }[];
  readonly spend: ModelSpend;
  readonly facts: readonly ModelEvent[];
};

let folder: string;
let store: OpenStore;
let server: ModelDouble;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "watchkeeper-model-"));
  // The database runs under an account of its own, which must be able to enter.
  chmodSync(folder, 0o755);
  store = await openStore({ dataDir: folder }, { environment: {}, clock: realClock, witnesses: [] });
  server = await startOpenAiChat();
});
after(async () => {
  await server.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

/** One life of a process: what it printed at its end; undefined where it was killed. */
async function live(world: string, kill?: { readonly point: Point; readonly role: ModelRole }): Promise<Ended | undefined> {
  const { point = "", role = "" } = kill ?? {};
  const child: ChildProcess = spawn(process.execPath, [program, folder, world, `${server.url}/v1`, point, role], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: lifeMsMax,
    killSignal: "SIGTERM",
  });
  server.answer = ({ schema }) => {
    const asked = roles.find((each) => JSON.stringify(schema).includes(marks[each])) ?? "writer";
    const says: ModelSays = { text: emptyAnswers[asked] };
    if (asked !== role) return says;
    if (point === "heard") child.kill("SIGKILL");
    return point === "half" ? { raw: { status: 200, type: "text/event-stream", parts: halfOf(child) } } : says;
  };
  const said: Buffer[] = [];
  child.stdout?.on("data", (bytes: Buffer) => said.push(bytes));
  const [code, signal] = await new Promise<[number | null, string | null]>((settle) =>
    child.once("close", (...how: [number | null, string | null]) => settle(how)),
  );
  if (signal === "SIGKILL") return undefined;
  assert.deepEqual([code, signal], [0, null]);
  return JSON.parse(Buffer.concat(said).toString("utf8")) as Ended;
}

/** The beginning of a streamed answer; whoever reads it has it, and ends before more comes. */
function* halfOf(child: ChildProcess): Iterable<string> {
  const choices = [{ index: 0, delta: { role: "assistant", content: '{"sent' }, finish_reason: null }];
  yield `data: ${JSON.stringify({ id: "c-1", object: "chat.completion.chunk", created: 1, model: "told-1", choices })}\n\n`;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, halfReadMs);
  child.kill("SIGKILL");
}
const halfReadMs = 150;

/** What only one role's shape holds. */
const marks: Readonly<Record<(typeof roles)[number], string>> = { reader: "entities", planner: "hypotheses", writer: "sentences" };

const questionsOf = (from: number) =>
  roles.map((role) => server.questions.slice(from).filter(({ schema }) => JSON.stringify(schema).includes(marks[role])).length);

// Guarantees: a question is durable before a byte of it leaves, so a process that ends by kill -9 leaves it counted, at the most that it may have cost; nothing is asked twice, and the case
// ends as it would have.
describe("kill -9 between a question to a model and its answer, on PostgreSQL", () => {
  let whole: Ended | undefined;
  test("nobody is killed", async () => {
    whole = await live("whole");
    assert.deepEqual(questionsOf(0), [1, 1, 1]);
    assert.equal(whole?.cases[0]?.status, "closed");
  });

  for (const { point, role } of kills)
    test(`${point}, ${role}`, async (context) => {
      const world = `${point}-${role}`;
      const from = server.questions.length;
      assert.equal(await live(world, { point, role }), undefined, "it was killed");
      const ended = await live(world);
      assert.ok(ended);
      const [only] = ended.cases;
      const call = only?.model?.calls.find((each) => each.call.role === role);
      assert.ok(call?.outcome, "the question stands in the case, and what became of it");
      const isLost = call.outcome.kind === "failed";
      context.diagnostic(`its answer ${isLost ? "never came" : "stands"}; asked ${questionsOf(from).join(", ")} times`);
      if (lossOf[point] !== undefined) assert.equal(isLost, lossOf[point]);
      const { inputTokens, outputTokens, costMicros } = call.outcome.use;
      if (call.outcome.kind === "failed") {
        assert.equal(call.outcome.why, "broken-off");
        assert.equal(inputTokens + outputTokens, call.call.reservedTokens);
        assert.equal(costMicros, call.call.reservedCostMicros);
        assert.ok(costMicros > 0);
      }
      // Asked once at most of each, over both lives, on the wire and on the record.
      for (const [index, each] of roles.entries()) {
        const onWire = questionsOf(from)[index] ?? 0;
        const onRecord = ended.facts.filter((fact) => fact.type === "ModelAsked" && fact.call.role === each).length;
        assert.ok(onWire <= 1 && onRecord === 1, `${each}: ${onWire} on the wire, ${onRecord} on the record`);
      }
      // What was spent is what the record says of each, and nothing is left open.
      const used =
        only?.model?.calls.map(({ outcome }) => (outcome ? outcome.use.inputTokens + outcome.use.outputTokens : Number.NaN)) ?? [];
      assert.equal(
        used.reduce((sum, each) => sum + each, 0),
        only?.model?.tokens,
      );
      assert.equal(ended.spend.dayTokens, only?.model?.tokens);
      assert.equal(ended.spend.dayCostMicros, only?.model?.costMicros);
      assert.deepEqual([only?.status, only?.conclusion], [whole?.cases[0]?.status, whole?.cases[0]?.conclusion]);
    });
});
