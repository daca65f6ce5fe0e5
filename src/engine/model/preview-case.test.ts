import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { viewOf } from "../../stages/investigate/case-view.ts";
import { caseWith, closing, saying } from "../../testing/model-scene.ts";
import { smallWorld } from "../../testing/small-world.ts";
import { modelParts, toldModel } from "../../testing/told-model.ts";
import { previewCase } from "./preview-case.ts";

/** A case as it ended with this model, and how it would be asked about now. */
async function previewedWith(model: ReturnType<typeof toldModel>, policy: Parameters<typeof modelParts>[1] = {}) {
  const parts = modelParts(model, policy);
  const world = smallWorld({ tools: closing(), models: parts });
  const { state, settled } = await caseWith(world);
  const sent = [...model.asked];
  const playbooks = world.playbooks.map(({ playbook }) => playbook);
  const about = { view: viewOf(settled, state), conclusion: settled.conclusion, playbook: settled.playbook?.name, playbooks };
  return { calls: previewCase(about, parts), sent, model };
}

const bare = (text: string, nonce: RegExp) => text.replace(nonce, "N");
const nonces = /[0-9a-f]{16}(?=⟧)/g;

describe("what would be sent about a case", () => {
  test("is what was sent, word for word but for the nonce, and looking sends nothing", async () => {
    for (const hosted of [false, true]) {
      const { calls, sent, model } = await previewedWith(toldModel(saying({}), { hosted }));
      assert.equal(model.asked.length, sent.length);
      for (const role of ["reader", "writer"] as const) {
        const shown = calls.find((each) => each.role === role)?.prompt;
        const asked = sent.find((each) => each.role === role)?.prompt;
        assert.ok(shown && asked, role);
        assert.equal(bare(shown.text, nonces), bare(asked.text, nonces), `${role}, hosted ${hosted}`);
        assert.equal(shown.instructions, asked.system);
      }
    }
  });

  test("shows what stands under stand-ins before a hosted model", async () => {
    const { calls } = await previewedWith(toldModel(saying({}), { hosted: true }));
    const texts = calls.map(({ prompt }) => prompt?.text ?? "").join("\n");
    assert.ok(!texts.includes("rhea") && !texts.includes("ws-7.example.test"));
    assert.ok(calls.some(({ prompt }) => (prompt?.replaced.length ?? 0) > 0));
  });

  test("without a model it is shown as a hosted one would get it, and what may not leave says why", async () => {
    const without = await previewedWith(toldModel(saying({})), { roles: [] });
    assert.ok(without.calls.length >= 2 && without.calls.every(({ model, hosted }) => model === null && hosted));
    const sharing = { "send-up-to": "clear", unmarked: "red", "never-from": [] } as const;
    const held = await previewedWith(toldModel(saying({}), { hosted: true }), { sharing: { ...sharing, "never-from": [] } });
    assert.ok(held.calls.every(({ prompt, withheld }) => prompt === null && /TLP:RED/.test(withheld ?? "")));
    assert.equal(held.sent.length, 0);
  });
});
