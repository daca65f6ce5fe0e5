import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Browser, goodPassword, openAccessScene } from "../../testing/access-scene.ts";

const another = "quite another long one 9";

async function withMara() {
  const scene = await openAccessScene();
  const admin = await scene.admin();
  await admin.enrolTotp(scene.clock);
  const { id } = (await admin.ask("POST", "/api/v1/people", { name: "mara", roles: ["lead"] })).json() as { id: string };
  const link = async () =>
    new URLSearchParams(new URL((await admin.ask("POST", `/api/v1/people/${id}/link`)).json().link).hash.slice(1)).get("token");
  const mara = scene.browser({ address: "192.0.2.9" });
  await mara.signIn("link", { link: await link(), password: goodPassword });
  return { scene, mara, link };
}
const isIn = async (page: Browser) => (await page.ask("GET", "/api/v1/session")).statusCode === 200;
const password = (page: Browser) => page.signIn("password", { name: "mara", password: goodPassword });

describe("a password that was set anew", () => {
  test("leaves nobody who showed the one before while it was set", async () => {
    const { scene, mara, link } = await withMara();
    const reset = await link();
    const parts = scene.parts() as { hasher: ReturnType<typeof scene.parts>["hasher"] };
    const { hasher } = parts;
    const [verified, going] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    parts.hasher = {
      ...hasher,
      async verify(...given) {
        const isRight = await hasher.verify(...given);
        verified.resolve();
        await going.promise;
        return isRight;
      },
    };
    const late = scene.browser({ address: "198.51.100.66" });
    const answer = password(late);
    await verified.promise;
    parts.hasher = hasher;
    assert.equal((await mara.signIn("link", { link: reset, password: another })).statusCode, 200);
    going.resolve();
    assert.equal((await answer).json().code, "access/sign-in-failed");
    assert.equal(await isIn(late), false);
    assert.equal(await isIn(mara), true);
  });

  test("makes a second factor's ticket of before worth nothing", async () => {
    const { scene, mara } = await withMara();
    await mara.enrolTotp(scene.clock);
    const { codes } = (await mara.ask("POST", "/api/v1/account/recovery-codes")).json() as { codes: string[] };
    const late = scene.browser({ address: "198.51.100.66" });
    const { ticket } = (await password(late)).json() as { ticket: string };
    assert.equal((await mara.ask("PUT", "/api/v1/account/password", { now: goodPassword, next: another })).statusCode, 204);
    const answer = await late.signIn("factor", { ticket, factor: { kind: "recovery-code", code: codes[0] } });
    assert.equal(answer.json().code, "access/sign-in-failed");
    assert.equal(await isIn(late), false);
  });
});
