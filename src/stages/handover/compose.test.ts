import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { before, describe, test } from "node:test";
import fc from "fast-check";
import type { Containment } from "../../core/containment/containment.ts";
import type { Handover } from "../../core/handover/handover.ts";
import { canonicalHandover } from "../../core/handover/signature.ts";
import { type ComposedHandover, factLengthMax, factsPerSectionMax, handoverSections } from "../../core/handover/text.ts";
import { openScene } from "../../testing/containment-scene.ts";
import { deskParts, people } from "../../testing/containment-world.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { busyNight, nightEndsMs, openCaseOf, quietNight, sourceOf } from "../../testing/handover-findings.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryProduct } from "../../testing/memory-product.ts";
import { runs } from "../../testing/runs.ts";
import { composeHandover } from "./compose.ts";
import { handoverDocument } from "./document.ts";
import type { HandoverFindings } from "./findings.ts";
import { handoverMarkdown } from "./markdown.ts";

const golden = new URL("./night.golden.md", import.meta.url);
const hourMs = 3_600_000;

/** Real containment: one in force until seven, one that waits, one that nobody answered any more. */
async function contained(): Promise<Containment> {
  const clock = fakeClock(nightEndsMs - 2 * hourMs);
  const product = memoryProduct({ targets: { "d-1": ["account:user-1"], "d-2": ["account:user-2"], "d-3": ["account:user-3"] } });
  const scene = await openScene(deskParts({ effectors: [memoryEffector({ product })], clock }));
  await scene.adopt();
  const first = await scene.propose({ user: 1, releaseAfterMs: 3 * hourMs });
  await scene.approve(first, people.mara, people.ines);
  await scene.pass();
  clock.set(nightEndsMs - hourMs / 2);
  await scene.propose({ user: 2 });
  return scene.desk.state;
}

function night(containment: Containment, says: string): HandoverFindings {
  return {
    ...quietNight(),
    containment,
    killSwitch: {
      stopped: true,
      file: { place: "STOP", because: says },
      scopes: [{ scope: "effector:edr", by: "person:mara", because: says, at: "2026-05-05T03:00:00.000Z", resumeAskedBy: ["person:ines"] }],
      inFlight: [],
    },
    cases: [
      openCaseOf("case-3", { title: says, state: "in-progress", verdict: undefined, priority: 4, settledAtMs: undefined, alerts: 1 }),
      openCaseOf("case-1", { title: says, unknowns: [says, "Whether the mail was opened."], alerts: 640 }),
      openCaseOf("case-2", { title: says, assignee: says, because: says }),
    ],
    connectors: [{ name: "siem", problem: says, remedy: says }],
    sources: [
      sourceOf("edr", { accepted: 130, deadLettered: 3 }),
      sourceOf("mail", { state: "silent", lastReceivedMs: nightEndsMs - 5 * hourMs }),
      sourceOf("proxy", { state: "failing", problem: says, remedy: says, behindMs: hourMs, waiting: 9, skewMs: -600_000 }),
    ],
    before: {
      period: { fromMs: nightEndsMs - 16 * hourMs, toMs: nightEndsMs - 8 * hourMs },
      sources: [
        { source: "edr", accepted: 100, inPeriod: 96, deadLettered: 1 },
        { source: "mail", accepted: 100, inPeriod: 4, deadLettered: 0 },
      ],
    },
    jobs: [{ key: "wk:verdict:1", kind: "verdict", connector: "siem", caseId: "case-1", problem: says, remedy: says, sure: false }],
    happened: busyNight(says),
    cutWorlds: ["watch-000001"],
    names: new Map([["acct-1", says]]),
    ledger: { balanced: false, says: "12 accepted, 11 counted" },
    records: [
      { world: "service", entries: 4, hash: "sha256:1", published: 1, unpublishedSinceMs: nightEndsMs - hourMs },
      { world: "access", entries: 9, hash: "sha256:2", published: 9, unpublishedSinceMs: undefined },
    ],
    unknown: ["which playbooks there are"],
  };
}

const handoverOf = (composed: ComposedHandover, notes: Handover["text"]["notes"] = []): Handover => ({
  text: {
    format: "watchkeeper/handover@1",
    tenant: "default",
    id: "h-4",
    outgoing: "person:mara",
    draftedAtMs: nightEndsMs,
    composed,
    notes,
  },
  status: "drafted",
  replacedBy: undefined,
  signed: undefined,
  opened: [],
  questions: [],
  accepted: undefined,
});
const markdownOf = (composed: ComposedHandover, notes?: Handover["text"]["notes"]) =>
  handoverMarkdown(handoverDocument(handoverOf(composed, notes)));

describe("a handover that the agent composes", () => {
  let containment: Containment;
  before(async () => {
    containment = await contained();
  });

  test("of a busy night is this text", async () => {
    const text = markdownOf(composeHandover(night(containment, "Odd sign-in")));
    if (process.env.WATCHKEEPER_GOLDEN === "write") await writeFile(golden, text);
    assert.equal(text, await readFile(golden, "utf8"));
  });

  test("of a quiet night says so, section by section", () => {
    const composed = composeHandover(quietNight());
    assert.deepEqual(
      composed.sections.map(({ name, facts }) => [name, facts.length]),
      handoverSections.map((name) => [name, 0]),
    );
    const text = markdownOf(composed);
    for (const words of ["Nothing is stopped.", "No case is open.", "Nothing out of the ordinary."]) assert.ok(text.includes(words), words);
  });

  test("cites what every fact rests on, under a key of its own", () => {
    const facts = composeHandover(night(containment, "x")).sections.flatMap((each) => each.facts);
    for (const { key, cites, says } of facts) assert.ok(cites.length > 0 || key.startsWith("unknown:"), says);
    assert.equal(new Set(facts.map(({ key }) => key)).size, facts.length);
    assert.ok(facts.length > 25, `${facts.length} facts`);
  });

  test("an approval that came to nothing is told with its end, and never as one that stands", async () => {
    const clock = fakeClock(nightEndsMs - 2 * hourMs);
    const product = memoryProduct({ targets: {} });
    const scene = await openScene(deskParts({ effectors: [memoryEffector({ product })], clock }));
    await scene.adopt();
    const id = await scene.propose({ user: 2 });
    const approved = await scene.approve(id, people.mara);
    const { world, id: caseId } = scene.desk.state.actions.get(id)!.action.case;
    const caseNow = { world, id: caseId, revision: "another", change: { says: "a-7 was split off (two stories)", by: people.ines.name } };
    const voided = await scene.bench.decide(async () => ({ type: "Expire", caseNow }));
    const again = await scene.propose({ user: 2 });
    const happened = [...approved, ...voided].map((fact, at) => ({
      world: "containment",
      sequence: at,
      atMs: nightEndsMs - hourMs + at,
      type: fact.type,
      fact,
    }));
    const composed = composeHandover({ ...quietNight(), containment: scene.desk.state, happened });
    const facts = composed.sections.find(({ name }) => name === "changes")?.facts ?? [];
    assert.equal(facts.length, 1);
    assert.match(
      facts[0]?.says ?? "",
      /c-1 disable-account "user-2" was approved by mara, then voided because its case changed since it was proposed: a-7 was split off \(two stories\), by ines\.$/,
    );
    assert.equal(facts[0]?.next, `${again} asks the same; look at it anew.`);
    const waiting = composed.sections.find(({ name }) => name === "approvals")?.facts.map(({ says }) => says);
    assert.equal(waiting?.length, 1);
    assert.match(waiting?.[0] ?? "", /^c-2 .* waits: 0 of /);
  });

  test("many alike are one line, a merge that was taken back says so, and all stands in the order of time", () => {
    const at = (minute: number, world: string, fact: NonNullable<HandoverFindings["happened"][number]["fact"]>) => ({
      world,
      sequence: minute,
      atMs: nightEndsMs - hourMs + minute * 60_000,
      type: fact.type,
      fact,
    });
    const by = "person:mara";
    const role = (each: "analyst" | "lead") =>
      ({ type: "RoleGiven", account: "acct-1", role: each, origin: "given", by, atMs: 0 }) as const;
    const happened = [
      at(9, "access", role("analyst")),
      at(10, "access", role("lead")),
      at(20, "containment", { type: "Stopped", scope: "all", by, because: "odd", atMs: 0 } as never),
      at(20.2, "containment", {
        type: "Stopped",
        scope: "all",
        by: "file",
        because: '"/srv/STOP" says: person:mara: odd',
        atMs: 0,
      } as never),
      at(1, "watch-000001", { type: "CaseMerged", caseId: "case-2", into: "case-1", because: `${by}: one story`, by }),
      at(2, "watch-000001", { type: "CaseMerged", caseId: "case-3", into: "case-1", because: "same host" }),
      at(30, "watch-000001", { type: "CaseUnmerged", caseId: "case-2", from: "case-1", alertIds: ["a-2"], because: `${by}: two`, by }),
    ];
    const facts = composeHandover({ ...quietNight(), happened }).sections.find(({ name }) => name === "changes")?.facts ?? [];
    assert.deepEqual(
      facts.map(({ says }) => says),
      [
        "2026-05-05 05:01 UTC: case-2 was merged into case-1 by mara and taken out again at 2026-05-05 05:30 UTC: one story.",
        "1 case was merged into others: case-3.",
        '2026-05-05 05:09 UTC to 2026-05-05 05:10 UTC: "acct-1" was given the roles analyst, lead by mara.',
        "2026-05-05 05:20 UTC: mara stopped all containment: odd.",
        "2026-05-05 05:30 UTC: case-2 was taken out of case-1 again by mara: two.",
      ],
    );
  });

  test("where nothing is connected that is said, and not that all of it works", () => {
    const sectionOf = (connected: number | undefined) =>
      composeHandover({ ...quietNight(), connected, sources: [sourceOf("demo")] }).sections.find(({ name }) => name === "sources");
    assert.match(sectionOf(0)?.facts[0]?.says ?? "", /^Nothing is connected: .* handed over as "demo"\.$/);
    assert.deepEqual(sectionOf(2)?.facts, []);
    assert.deepEqual(sectionOf(undefined)?.facts, []);
  });

  test("a stop is told once, without the place of its file", () => {
    const night = quietNight();
    const scopes = [{ scope: "all", by: "person:mara", because: "odd", at: "2026-05-05T03:00:00.000Z", resumeAskedBy: [] }] as const;
    const file = { place: "/srv/STOP", because: '"/srv/STOP" says: person:mara: odd' };
    for (const each of [scopes, []]) {
      const killSwitch = { stopped: true, file, scopes: [...each] as never, inFlight: [] };
      const facts = composeHandover({ ...night, killSwitch }).sections.find(({ name }) => name === "kill-switch")?.facts ?? [];
      assert.equal(facts.length, 1);
      assert.ok(facts[0]?.says.includes("odd") && !facts[0].says.includes("/srv"), facts[0]?.says);
    }
  });

  test("puts first what cannot wait", () => {
    const expired = { ...night(containment, "x"), period: { fromMs: nightEndsMs, toMs: nightEndsMs + 20 * 60_000 } };
    const approvals = composeHandover(expired).sections.find(({ name }) => name === "approvals");
    assert.deepEqual(
      approvals?.facts.map(({ key, urgency }) => [key, urgency]),
      [["action:c-2", "now"]],
    );
    const cases = composeHandover(night(containment, "x")).sections.find(({ name }) => name === "open-cases");
    assert.deepEqual(
      cases?.facts.map(({ key, urgency }) => [key, urgency]),
      [
        ["case:case-1", "now"],
        ["case:case-2", "this-shift"],
        ["case:case-3", "this-shift"],
      ],
    );
  });

  test("says what it leaves out", () => {
    const cases = Array.from({ length: factsPerSectionMax + 20 }, (_, at) => openCaseOf(`case-${at + 1}`));
    const section = composeHandover({ ...quietNight(), cases, moreCases: true }).sections.find(({ name }) => name === "open-cases");
    assert.deepEqual([section?.facts.length, section?.left], [factsPerSectionMax, 21]);
  });

  // Guarantees that the same findings are the same bytes, in whichever order they were found.
  test("does not depend on the order in which things were found", () => {
    const findings = night(containment, "x");
    const turned = {
      ...findings,
      cases: findings.cases.toReversed(),
      connectors: findings.connectors.toReversed(),
      sources: findings.sources.toReversed(),
      jobs: findings.jobs.toReversed(),
      records: findings.records.toReversed(),
    };
    assert.equal(
      canonicalHandover(handoverOf(composeHandover(turned)).text),
      canonicalHandover(handoverOf(composeHandover(findings)).text),
    );
  });
});

describe("text from outside in a handover", () => {
  const spoofs = [
    "\u202egnp.exe",
    "<script>alert(1)</script>",
    "[click](https://evil.test/)",
    "![x](https://evil.test/x.png)",
    "](javascript:alert(1))",
    "line\r\n# heading\u2028two",
    "`code` **bold** | cell | ~~x~~",
    "a\u0000b\u001b[2J\u200b",
    "\ud800 half",
    "# \u00a0- [ ] - ok</li></ul>",
  ];

  // Guarantees that nothing in a title, a name or a reason becomes markup, a link or a line of its own, hides, or breaks what is signed.
  test("stays text: no markup, no link, no hidden character, no line of its own", async () => {
    const containment = await contained();
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...spoofs), fc.string({ unit: "binary", maxLength: 80 })), (says) => {
        const composed = composeHandover(night(containment, says));
        const { text } = handoverOf(composed);
        assert.equal(JSON.parse(canonicalHandover(text)).id, "h-4");
        for (const fact of composed.sections.flatMap((each) => each.facts))
          for (const sentence of [fact.says, fact.next ?? ""]) {
            assert.ok(sentence.length <= factLengthMax + 20);
            assert.doesNotMatch(sentence, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
            assert.doesNotMatch(sentence, /https?:\/\/|javascript:/i);
          }
        const lines = markdownOf(composed, [{ about: "handover", text: says, atMs: nightEndsMs }]).split("\n");
        for (const line of lines) {
          assert.match(line, /^$|^#{1,3} [A-Z]|^- |^ {2}- (?:Next|Note): |^> |^>$|^[A-Z]/, JSON.stringify(line));
          assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          assert.doesNotMatch(line, /<[a-z/!]|(?<!\\)\]\(|https?:\/\//i);
        }
      }),
      { numRuns: runs(150) },
    );
  });
});
