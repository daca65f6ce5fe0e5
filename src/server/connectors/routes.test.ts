import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openApiScene } from "../../testing/api-scene.ts";

const url = "/api/v1/connectors/try";
const payload = { name: "siem", product: "memory", settings: { works: true }, secrets: { key: { env: "WATCHKEEPER_SECRET_KEY" } } };
const admin = { role: "admin", person: "ada", steppedUp: true } as const;

describe("connectors that are not configured yet", () => {
  test("are listed to whoever reads: what can be connected, with its settings, and what cannot", async () => {
    const scene = await openApiScene();
    const answer = (await scene.ask({ url: "/api/v1/connector-kinds" }, { role: "viewer" })).json() as { products: { product: string }[] };
    assert.deepEqual(
      answer.products.map(({ product }) => product),
      ["memory"],
    );
  });

  test("are tried by an administrator who showed a second factor, and the record says who before anything is asked", async () => {
    const scene = await openApiScene();
    const answer = await scene.ask({ method: "POST", url, payload }, admin);
    assert.equal((answer.json() as { works: boolean }).works, true);
    const [note] = scene.tenant().notes;
    assert.equal(note?.by, "person:ada");
    assert.match(note?.of ?? "", /^trial of the connector siem \(memory\)$/);
    assert.equal((await scene.ask({ method: "POST", url, payload }, { ...admin, steppedUp: false })).statusCode, 403);
    assert.equal((await scene.ask({ method: "POST", url, payload }, { role: "analyst", steppedUp: true })).statusCode, 403);
    assert.equal(scene.tenant().notes.length, 1);
  });

  // Guarantees that a browser makes the service run no program, and hands it no secret in the clear.
  test("name places of secrets, and neither secrets nor commands", async () => {
    const scene = await openApiScene();
    for (const secret of [{ command: ["id"] }, { value: "hunter2" }, "hunter2"]) {
      const answer = await scene.ask({ method: "POST", url, payload: { ...payload, secrets: { key: secret } } }, admin);
      assert.equal(answer.statusCode, 400);
      assert.ok(!answer.body.includes("hunter2"));
    }
    assert.equal(scene.tenant().notes.length, 0);
  });
});
