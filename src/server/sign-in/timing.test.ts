import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { describe, test } from "node:test";
import { argon2Cost, openPasswordHasher } from "../../storage/access/argon2-hasher.ts";
import { goodPassword, openAccessScene } from "../../testing/access-scene.ts";

const rounds = 24;
/** What else the machine does only ever adds: the quickest few are nearest to the work itself. */
const quickest = (values: readonly number[]) => {
  const few = values.toSorted((a, b) => a - b).slice(0, rounds / 6);
  return few.reduce((sum, each) => sum + each, 0) / few.length;
};

// Guarantees: with the real cost of a password, how long a refusal takes does not tell whether there is such an account. The quickest of turns taken in
// alternation, so that a busy machine is busy for both; what is left may be a tenth, of which a hash is some fifty times the rest of the work.
describe("how long a refusal takes", () => {
  test("is the same for an account and for none", async () => {
    const scene = await openAccessScene({ parts: { hasher: openPasswordHasher() } });
    await scene.admin();
    const took: Record<"somebody" | "nobody", number[]> = { somebody: [], nobody: [] };
    for (let round = 0; round < rounds; round++) {
      for (const who of ["somebody", "nobody"] as const) {
        // A wait would be an answer without the work; a day later there is none.
        scene.clock.pass(86_400_001);
        const page = scene.browser({ address: `192.0.2.${round + 1}` });
        const name = who === "somebody" ? "root" : `nobody-${round}`;
        const begunMs = performance.now();
        const answer = await page.signIn("password", { name, password: "wrong wrong wrong" });
        took[who].push(performance.now() - begunMs);
        assert.equal(answer.statusCode, 401);
      }
    }
    const [somebody, nobody] = [quickest(took.somebody), quickest(took.nobody)];
    const ratio = somebody / nobody;
    assert.ok(ratio > 0.85 && ratio < 1.18, `${somebody.toFixed(1)} ms against ${nobody.toFixed(1)} ms`);
    assert.ok(argon2Cost.memoryKib >= 19_456 && argon2Cost.passes >= 2, "the least that OWASP asks for");
    assert.ok(goodPassword.length >= 12);
  });
});
