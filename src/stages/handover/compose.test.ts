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
