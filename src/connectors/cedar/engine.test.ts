import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { ContainmentRole } from "../../core/containment/orders.ts";
import { all, open, request, schema } from "../../testing/cedar-scene.ts";
import { openCedar } from "./engine.ts";
import { keeping } from "./kept.ts";

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
