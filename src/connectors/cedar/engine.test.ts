import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { severities } from "../../core/alert/severity.ts";
import { assetClasses } from "../../core/asset/asset-class.ts";
import { type ContainmentVerb, containmentVerbs, type Tier } from "../../core/containment/action.ts";
import { type ContainmentRole, containmentRoles } from "../../core/containment/orders.ts";
import type { PolicyRequest } from "../../core/containment/policy-request.ts";
import { approvalsMax, openCedar, readCedar } from "./engine.ts";
import { keeping } from "./kept.ts";

const schema = readFileSync(fileURLToPath(new URL("../../../policies/schema.cedarschema", import.meta.url)), "utf8");
const open = (text: string) => openCedar([{ path: "test.cedar", text }], schema);

const request = (changes: Partial<PolicyRequest> = {}, radius: Partial<PolicyRequest["blastRadius"]> = {}): PolicyRequest => ({
  verb: "isolate-host",
  targetKind: "host",
  target: "host:ws-1",
  assetClass: "workstation",
  tier: 1,
  severity: "high",
  reversible: true,
  requester: "agent",
  sources: 2,
  releaseAfterMinutes: 60,
  approvals: 0,
  approverRoles: [],
  breakGlass: false,
  effector: "edr",
  hour: 10,
  weekday: 2,
  ...changes,
  blastRadius: {
    hosts: 1,
    identities: 1,
    dependents: 0,
    sessions: 1,
    services: [],
    criticality: "medium",
    protected: false,
    redundant: false,
    known: true,
    graphAgeMs: 60_000,
    containedShare: 0,
    reach: 2,
    says: "",
    ...radius,
  },
});

const all = '@id("all") @says("all is permitted") permit(principal, action, resource);';

describe("how policies combine", () => {
  test("without a permit nothing is allowed, and the reason says so", () => {
    const never = open('@id("never") @says("never") permit(principal, action, resource) when { context.tier == 9 };');
    const { allowed, permittedNow, policies, because } = never.decide(request());
    assert.deepEqual([allowed, permittedNow, policies, because], [false, false, [], ["no policy permits it, however many approve"]]);
  });

  test("a forbid wins over every permit, in whatever file and order it stands", () => {
    const forbid = '@id("no") @says("it is forbidden") forbid(principal, action == Action::"isolate-host", resource);';
    for (const texts of [
      [all, forbid],
      [forbid, all],
    ]) {
      const engine = openCedar(
        texts.map((text, index) => ({ path: `${index}.cedar`, text })),
        schema,
      );
      assert.deepEqual(engine.decide(request()), {
        allowed: false,
        approvers: 0,
        permittedNow: false,
        policies: ["no"],
        because: ["it is forbidden"],
      });
      assert.equal(engine.decide(request({ verb: "block-address" })).allowed, true);
    }
  });

  test("a permission that more people would take away is none", () => {
    const odd = open(`${all} @id("crowd") @says("too many") forbid(principal, action, resource) when { context.approvals == 4 };`);
    const { allowed, approvers, because } = odd.decide(request());
    assert.deepEqual([allowed, approvers], [true, 5]);
    assert.deepEqual(because, ["all is permitted", "too many"]);
    const shy = open(`${all} @id("crowd") @says("too many") forbid(principal, action, resource) when { context.approvals >= 4 };`);
    assert.equal(shy.decide(request()).allowed, false);
  });

  test("a policy that cannot be worked out is a no, even where it is only one of several", () => {
    // 2^62 times four does not fit a Long; Cedar would leave the forbid out and let the permit pass.
    const overflow = `${all} @id("big") @says("too big") forbid(principal, action, resource) when { context.reach * 4611686018427387904 > 9 };`;
    const { allowed, because } = open(overflow).decide(request({}, { reach: 4 }));
    assert.deepEqual([allowed, because], [false, ["a policy cannot be worked out for it"]]);
  });

  test("who is there now counts by number and by role, and the missing role is named", () => {
    const lead = open(
      '@id("two") @says("two with a lead") permit(principal, action, resource) when { context.approvals >= 2 && context.approverRoles.contains("lead") };',
    );
    const now = (approvals: number, ...approverRoles: ContainmentRole[]) => lead.decide(request({ approvals, approverRoles }));
    assert.deepEqual([now(0).approvers, now(0).permittedNow, now(1, "lead").permittedNow], [2, false, false]);
    assert.equal(now(2, "lead", "responder").permittedNow, true);
    const without = now(2, "responder");
    assert.equal(without.permittedNow, false);
    assert.match(without.because.join("; "), /must have the role lead$/);
  });

  test("a role of break-glass is only thought of where the glass is broken", () => {
    const glass = open('@id("g") @says("g") permit(principal, action, resource) when { context.approverRoles.contains("break-glass") };');
    assert.equal(glass.decide(request()).allowed, false);
    assert.deepEqual(
      [glass.decide(request({ breakGlass: true })).allowed, glass.decide(request({ breakGlass: true })).approvers],
      [true, 1],
    );
  });

  test("a policy may name one target, and others are not taken for it", () => {
    const one = open('@id("one") @says("only that") permit(principal, action, resource == Target::"host:ws-1");');
    assert.equal(one.decide(request()).allowed, true);
    assert.equal(one.decide(request({ target: "host:ws-2" })).allowed, false);
    const any = open(all);
    assert.deepEqual(any.decide(request({ target: "host:ws-2" })), any.decide(request()));
  });

  test("the version is that of what the policies say, not of where they lie", () => {
    const two = '@id("two") @says("two") permit(principal, action, resource);';
    const version = (...texts: [string, string][]) =>
      openCedar(
        texts.map(([path, text]) => ({ path, text })),
        schema,
      ).version;
    assert.equal(version(["a.cedar", all], ["b.cedar", two]), version(["x/c.cedar", `// a word\n${two}\n\n${all}`]));
    assert.notEqual(version(["a.cedar", all]), version(["a.cedar", two]));
    assert.match(version(["a.cedar", all]), /^sha256:[0-9a-f]{64}$/);
  });
});

/** A trivial policy, as text and as a function: what the two say must be the same. */
type Trivial = { readonly text: string; readonly effect: "permit" | "forbid"; readonly holds: (asked: PolicyRequest) => boolean };

const condition: fc.Arbitrary<readonly [string, Trivial["holds"]]> = fc.oneof(
  fc
    .integer({ min: 0, max: 5 })
    .map((count) => [`context.approvals >= ${count}`, ({ approvals }: PolicyRequest) => approvals >= count] as const),
  fc
    .integer({ min: 0, max: 5 })
    .map((count) => [`context.approvals < ${count}`, ({ approvals }: PolicyRequest) => approvals < count] as const),
  fc
    .constantFrom(...containmentRoles)
    .map(
      (role) => [`context.approverRoles.contains("${role}")`, ({ approverRoles }: PolicyRequest) => approverRoles.includes(role)] as const,
    ),
  fc.integer({ min: 0, max: 4 }).map((tier) => [`context.tier <= ${tier}`, (asked: PolicyRequest) => asked.tier <= tier] as const),
  fc
    .constantFrom(...assetClasses)
    .map((name) => [`resource.class == "${name}"`, ({ assetClass }: PolicyRequest) => assetClass === name] as const),
  fc.constant(["context.breakGlass", ({ breakGlass }: PolicyRequest) => breakGlass] as const),
  fc.constant(["resource.known", ({ blastRadius }: PolicyRequest) => blastRadius.known] as const),
  fc.constant(['principal == Requester::"agent"', ({ requester }: PolicyRequest) => requester === "agent"] as const),
  fc.constant([
    "context has releaseAfterMinutes && context.releaseAfterMinutes <= 60",
    ({ releaseAfterMinutes }: PolicyRequest) => releaseAfterMinutes !== null && releaseAfterMinutes <= 60,
  ] as const),
);
const trivial = (index: number): fc.Arbitrary<Trivial> =>
  fc
    .record({
      effect: fc.constantFrom("permit" as const, "permit" as const, "forbid" as const),
      verbs: fc.option(fc.subarray([...containmentVerbs], { minLength: 1 })),
      conditions: fc.array(condition, { maxLength: 2 }),
      unless: fc.option(condition),
    })
    .map(({ effect, verbs, conditions, unless }) => ({
      effect,
      text: `@id("p${index}") @says("says ${index}") ${effect}(principal, action${verbs ? ` in [${verbs.map((verb) => `Action::"${verb}"`).join(", ")}]` : ""}, resource)${conditions.map(([text]) => ` when { ${text} }`).join("")}${unless ? ` unless { ${unless[0]} }` : ""};`,
      holds: (asked) =>
        (!verbs || (verbs as ContainmentVerb[]).includes(asked.verb)) &&
        conditions.every(([, holds]) => holds(asked)) &&
        !unless?.[1](asked),
    }));
const anyRequest = fc
  .record({
    verb: fc.constantFrom(...containmentVerbs),
    tier: fc.integer({ min: 0, max: 4 }).map((tier) => tier as Tier),
    assetClass: fc.constantFrom(...assetClasses),
    severity: fc.constantFrom(...severities),
    requester: fc.constantFrom("agent" as const, "person" as const),
    releaseAfterMinutes: fc.constantFrom(null, 30, 90),
    approvals: fc.integer({ min: 0, max: 6 }),
    approverRoles: fc.subarray([...containmentRoles]).map((roles) => roles.toSorted()),
    breakGlass: fc.boolean(),
    known: fc.boolean(),
  })
  .map(({ known, ...changes }) => request(changes, { known }));

/** The reference: permitted when a permit holds and no forbid does; asked of each number of people with every role that they could have. */
function reference(policies: readonly Trivial[], asked: PolicyRequest) {
  const permits = (given: PolicyRequest) =>
    policies.some(({ effect, holds }) => effect === "permit" && holds(given)) &&
    !policies.some(({ effect, holds }) => effect === "forbid" && holds(given));
  const roles = containmentRoles.filter((role) => role !== "break-glass" || asked.breakGlass);
  const best = (approvals: number) => permits({ ...asked, approvals, approverRoles: approvals === 0 ? [] : roles });
  let approvers = approvalsMax + 1;
  while (approvers > 0 && best(approvers - 1)) approvers--;
  const allowed = approvers <= approvalsMax;
  return { allowed, approvers: allowed ? approvers : 0, permittedNow: allowed && asked.approvals >= approvers && permits(asked) };
}

// Guarantees default deny, forbid over permit and the number of approvers, whatever handful of policies there is.
test("decisions agree with a reference model", () => {
  const outcomes = new Set<string>();
  const handful = fc.integer({ min: 1, max: 5 }).chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => trivial(index))));
  fc.assert(
    fc.property(handful, fc.array(anyRequest, { minLength: 1, maxLength: 8 }), (policies, asked) => {
      const engine = open(policies.map(({ text }) => text).join("\n"));
      for (const each of asked) {
        const { allowed, approvers, permittedNow, because, policies: named } = engine.decide(each);
        assert.deepEqual({ allowed, approvers, permittedNow }, reference(policies, each));
        assert.ok(because.length >= Math.max(named.length, 1));
        outcomes.add(`${allowed} ${approvers} ${permittedNow}`);
      }
    }),
    { numRuns: 100 },
  );
  assert.ok(outcomes.size >= 8, [...outcomes].join(", "));
});

test("no request, whatever is counted in it, makes the engine throw", () => {
  const engine = open(all);
  const count = fc.oneof(fc.nat(), fc.constantFrom(Number.MAX_SAFE_INTEGER, 1.5, -1, Number.NaN, Number.POSITIVE_INFINITY));
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 30 }), count, count, (target, number, share) => {
      const decision = engine.decide(request({ target, sources: number }, { reach: number, containedShare: share }));
      assert.equal(typeof decision.allowed, "boolean");
      if (!Number.isSafeInteger(number)) assert.equal(decision.allowed, false);
    }),
    { numRuns: 100 },
  );
});

test("a decision that was made before is made again at least 5,000 times a second", () => {
  const engine = open(all);
  const requests = Array.from({ length: 500 }, (_, hour) => request({ hour: hour % 24, target: `host:ws-${hour}` }));
  for (const each of requests) engine.decide(each);
  const startedMs = performance.now();
  for (let round = 0; round < 20; round++) for (const each of requests) engine.decide(each);
  const perSecond = (20 * requests.length) / ((performance.now() - startedMs) / 1_000);
  assert.ok(perSecond >= 5_000, `${Math.round(perSecond)} decisions a second`);
});

test("what is kept of decisions does not grow without end, and each is worked out once", () => {
  let made = 0;
  const kept = keeping<number>(3);
  const ask = (question: string) => kept.of(question, () => ++made);
  for (const question of ["a", "b", "c", "a", "c"]) ask(question);
  assert.deepEqual([made, kept.size()], [3, 3]);
  for (let index = 0; index < 100; index++) ask(`${index}`);
  assert.deepEqual([made, kept.size()], [103, 3]);
  assert.equal(ask("99"), 103);
});

describe("a folder of policies with a mistake", () => {
  const problems = (text: string) => readCedar([{ path: "p.cedar", text }], schema);
  const expected: [string, string, [number | undefined, number | undefined, RegExp]][] = [
    [
      "a word that is no Cedar",
      '@id("a") @says("a")\npermit(principal, action, resource)\nwehn { true };',
      [3, 1, /invalid policy condition: wehn/],
    ],
    [
      "a name that the schema does not know",
      `// größer\n@id("a") @says("ü")\npermit(principal, action, resource) when { context.tyer == 2 };`,
      [3, 44, /tyer/],
    ],
    ["an action that there is not", '@id("a") @says("a")\npermit(principal, action == Action::"wipe", resource);', [2, undefined, /wipe/]],
    ["another type", '@id("a") @says("a") permit(principal, action, resource) when { context.tier == "2" };', [1, undefined, /types/]],
    [
      "something optional that is not asked for",
      '@id("a") @says("a") permit(principal, action, resource) when { context.releaseAfterMinutes < 2 };',
      [1, undefined, /optional attribute/],
    ],
    ["no id", '\n@says("a")\npermit(principal, action, resource);', [2, undefined, /no @id/]],
    ["a long id", '@id("A B") @says("a") permit(principal, action, resource);', [1, undefined, /no @id/]],
    ["no sentence", '@id("a")\npermit(principal, action, resource);', [1, undefined, /no @says/]],
    ["a sentence of two lines", '@id("a") @says("a\\nb")\npermit(principal, action, resource);', [1, undefined, /no @says/]],
    ["the same id twice", `${all}\n${all}`, [undefined, undefined, /twice/]],
    ["a template", '@id("a") @says("a") permit(principal == ?principal, action, resource);', [undefined, undefined, /template/]],
    ["nothing at all", "// nothing", [undefined, undefined, /no policy is there/]],
    ["more text than anybody writes", `${all}${" ".repeat(300_000)}`, [undefined, undefined, /longer than/]],
    [
      "nesting without end",
      `@id("a") @says("a") permit(principal, action, resource) when { ${"(".repeat(50_000)}true${")".repeat(50_000)} };`,
      [1, undefined, /nested too deep/],
    ],
    [
      "a chain without end",
      `@id("a") @says("a") permit(principal, action, resource) when { true${" && true".repeat(20_000)} };`,
      [1, undefined, /nested too deep/],
    ],
    [
      "conditions in conditions",
      `@id("a") @says("a") permit(principal, action, resource) when { ${"if true then true else ".repeat(5_000)}true };`,
      [1, undefined, /nested too deep/],
    ],
  ];
  for (const [what, text, [line, column, says]] of expected)
    test(`${what}: told with its place, and nothing of it is used`, () => {
      const { engine, problems: found } = problems(text);
      assert.equal(engine, undefined);
      const [first] = found;
      assert.match(first?.says ?? "", says);
      if (line !== undefined) assert.equal(first?.line, line);
      if (column !== undefined) assert.equal(first?.column, column);
      assert.throws(() => open(text), { code: "policy/malformed" });
    });

  test("every mistake is told once, in the order of the files", () => {
    const bad = '@id("a") @says("a") permit(principal, action, resource) when { context.tyer == 2 && context.teir == 2 };';
    const { problems: found } = readCedar(
      [
        { path: "b.cedar", text: bad },
        { path: "a.cedar", text: "nonsense" },
      ],
      schema,
    );
    assert.equal(found[0]?.path, "a.cedar");
    assert.ok(found.filter(({ says }) => says.includes("tyer")).length === 1, JSON.stringify(found));
  });

  test("a policy that can never apply is a warning, not a mistake", () => {
    const { engine, warnings } = problems(`${all} @id("b") @says("b") permit(principal, action, resource) when { false };`);
    assert.ok(engine);
    assert.equal(warnings.length, 1);
  });
});

test("no text makes reading throw", () => {
  const word = fc.constantFrom(
    "permit",
    "forbid",
    "(",
    ")",
    "{",
    "}",
    ";",
    "when",
    "@id",
    '("a")',
    "principal",
    "context",
    ".",
    "==",
    '"',
    "\\",
    "?principal",
    "//",
    "\u0000",
    "é",
    "has",
    "like",
    "9223372036854775808",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(word, { maxLength: 30 }).map((words) => words.join(" ")),
      ),
      (text) => {
        const { engine, problems } = readCedar([{ path: "p.cedar", text }], schema);
        assert.equal(engine === undefined, problems.length > 0);
      },
    ),
    { numRuns: 500 },
  );
});
