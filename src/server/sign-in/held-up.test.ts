import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { goodPassword, openAccessScene } from "../../testing/access-scene.ts";

const another = "another violet tractor x";

describe("whoever knows a password and has no second factor", () => {
  test("does not keep its owner from changing it", async () => {
    const scene = await openAccessScene();
    const admin = await scene.admin();
    await admin.enrolTotp(scene.clock);
    const thief = scene.browser({ address: "198.51.100.66" });
    let last = "";
    for (let tries = 0; tries < 8; tries++) {
      const { ticket } = (await thief.signIn("password", { name: "root", password: goodPassword })).json() as { ticket: string };
      last = (await thief.signIn("factor", { ticket, factor: { kind: "code", code: "000000" } })).json().code;
    }
    assert.equal(last, "access/too-soon");
    const changed = await admin.ask("PUT", "/api/v1/account/password", { now: goodPassword, next: another });
    assert.equal(changed.statusCode, 204, changed.body);
  });

  test("guesses the password of now a few times only, in a session that is somebody else's", async () => {
    const scene = await openAccessScene();
    const admin = await scene.admin();
    const codes: string[] = [];
    for (let tries = 0; tries < 7; tries++)
      codes.push((await admin.ask("PUT", "/api/v1/account/password", { now: `wrong wrong wrong ${tries}`, next: another })).json().code);
    assert.equal(codes[0], "access/bad-proof");
    assert.equal(codes.at(-1), "access/too-soon");
  });
});
