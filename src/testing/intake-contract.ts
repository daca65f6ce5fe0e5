import { describe } from "node:test";
import { testBackpressure, testForgetting, testHealth } from "./intake-contract/account.ts";
import { testKeeping } from "./intake-contract/keeping.ts";
import { testLetters } from "./intake-contract/letters.ts";
import { testOrder } from "./intake-contract/order.ts";
import type { IntakeScene } from "./intake-contract/scene.ts";

export { allKept, exampleRecord, type IntakeScene } from "./intake-contract/scene.ts";

/** The promises of every intake. */
export function testIntake(name: string, open: () => Promise<IntakeScene>, { runs = 25 }: { readonly runs?: number } = {}): void {
  describe(`intake: ${name}`, () => {
    testKeeping(open, runs);
    testOrder(open, runs);
    testBackpressure(open);
    testLetters(open);
    testForgetting(open);
    testHealth(open);
  });
}
