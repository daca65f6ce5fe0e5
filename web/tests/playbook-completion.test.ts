import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { playbookSchema, playbookToolWords } from "../../src/core/playbook/schema.ts";
import { offersAt, placeIn } from "../src/pages/playbooks/completion.ts";
import type { Schema } from "../src/pages/playbooks/queries.ts";

// Guarantee: what is offered is what the reader of playbooks takes there, by the very schema that reads them.
const schema: Schema = {
  schema: playbookSchema(),
  tools: playbookToolWords().map(({ answers, about, ...each }) => ({ ...each, answers: [...answers], about: [...about] })),
};

const text = `playbook: trial
starts-on: { category: |1 }
|2
investigate:
  - id: known
    asks: Is it known?
    |3
    tool: |4
  - id: asset
    about: |5
    answers: { scanner: 0.1, |6 }
    tool: inventory/describe-asset
  - id: search
    tool: events/search
    look-for:
      |7
      all:
        - { field: |8, op: eq, value: x }
        - not: { |9 }
    answers:
      |A
contain:
  - { action: block-address, |B }
`;
const plain = text.replaceAll(/\|[1-9AB]/g, "");

/** What is offered at a mark of the text. */
function at(mark: string): string[] {
  const here = text.indexOf(`|${mark}`);
  const before = text.slice(0, here).replaceAll(/\|[1-9AB]/g, "");
  return offersAt(schema, placeIn(before, plain.slice(before.length))).map(({ says }) => says);
}

describe("what an editor of playbooks offers", () => {
  const cases: readonly (readonly [mark: string, where: string, some: readonly string[], never: readonly string[]])[] = [
    ["1", "the value of a key in brackets", ["phishing", "impact"], ["dataset", "case"]],
    ["2", "the keys of the whole", ["purpose", "investigate", "stop"], ["asks", "category"]],
    ["3", "the keys of a question", ["tool", "look-for", "pressing"], ["purpose", "field"]],
    ["4", "every tool", ["events/search", "mail/read"], ["case.hosts"]],
    ["5", "what the tool named below can be asked about", ["case.hosts"], ["case.mails", "case"]],
    ["6", "the words in which that tool answers", ["scanner", "domain-controller"], ["known-bad", "none"]],
    ["7", "the keys of a search", ["dataset", "any", "not"], ["field", "id"]],
    ["8", "the fields of an event", ["process.path", "src.ip"], ["eq", "field"]],
    ["9", "the keys of a condition, or of further ones", ["field", "op", "all"], ["dataset"]],
    ["A", "answers line by line", ["none", "many"], ["scanner"]],
    ["B", "the keys of a proposal", ["on", "undone-by"], ["tool"]],
  ];
  for (const [mark, where, some, never] of cases)
    test(where, () => {
      const offered = at(mark);
      for (const word of some) assert.ok(offered.includes(word), `${word} of ${offered}`);
      for (const word of never) assert.ok(!offered.includes(word), `${word} of ${offered}`);
    });

  test("keys from outside find nothing that is not the schema's own", () => {
    for (const key of ["constructor", "__proto__", "toString"])
      assert.deepEqual(offersAt(schema, { keys: [key], due: "key", tool: undefined }), []);
  });
});
