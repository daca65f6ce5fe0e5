import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openApiScene } from "../../testing/api-scene.ts";
import { permitAll } from "../../testing/containment-world.ts";

const viewer = { role: "viewer" } as const;
const analyst = { role: "analyst" } as const;
const texts = [{ path: "tried.cedar", text: "forbid(principal, action, resource);" }];

describe("policies", () => {
  test("200: what is in force, with its texts and what is wrong with it", async () => {
    const scene = await openApiScene();
    const found = (await scene.ask({ url: "/api/v1/policies" }, viewer)).json() as { version: string; texts: { path: string }[] };
    assert.deepEqual([found.version, found.texts.map(({ path }) => path)], [permitAll.version, ["all.cedar"]]);
  });

  test("200: what lies on disk stands beside what two admins signed, and who has signed what is new", async () => {
    const scene = await openApiScene();
    const read = async () =>
      (
        (await scene.ask({ url: "/api/v1/policies" }, viewer)).json() as {
          orders: { onDisk: string; isInForce: boolean; signedBy: string[] };
        }
      ).orders;
    const before = await read();
    assert.deepEqual([before.isInForce, before.signedBy], [true, []]);
    const { state } = scene.tenant().scene.desk;
    state.orders = { digest: "sha256:others", people: state.orders!.people };
    state.signed.set(before.onDisk, [{ by: "person:ada", key: "k" }]);
    const after = await read();
    assert.deepEqual([after.onDisk, after.isInForce, after.signedBy], [before.onDisk, false, ["person:ada"]]);
  });

  test("200: others against the last recorded actions say what would have been decided otherwise, and adopt nothing", async () => {
    const scene = await openApiScene();
    const { desk, scene: containment } = scene.tenant();
    const id = await containment.propose({ user: 1 });
    const forbidding = {
      ...permitAll,
      version: "sha256:other",
      decide: () => ({ ...permitAll.decide({} as never), allowed: false, policies: ["tried"] }),
    };
    Object.assign(desk.policies, { tried: async () => ({ policies: [], problems: [], warnings: [], engine: forbidding }) });
    const before = await scene.tenant().journal.head();
    const answer = await scene.ask({ method: "POST", url: "/api/v1/policies/simulate", payload: { texts } }, analyst);
    const found = answer.json() as { simulated: { id: string; differs: boolean; changed: { allowed: boolean } }[]; differing: number };
    assert.deepEqual(
      [found.simulated.map((each) => [each.id, each.differs, each.changed.allowed]), found.differing],
      [[[id, true, false]], 1],
    );
    assert.deepEqual(await scene.tenant().journal.head(), before);
    assert.equal(containment.desk.state.actions.get(id)?.status, "proposed");
  });

  test("200 with the problems of a policy that does not read, and nothing simulated; 400: a file that leads elsewhere", async () => {
    const scene = await openApiScene();
    const problem = { path: "tried.cedar", line: 3, says: "unexpected token" };
    Object.assign(scene.tenant().desk.policies, {
      tried: async () => ({ policies: [], problems: [problem], warnings: [], engine: undefined }),
    });
    const simulate = (payload: object) => scene.ask({ method: "POST", url: "/api/v1/policies/simulate", payload }, analyst);
    const found = (await simulate({ texts })).json() as { version: null; problems: object[]; simulated: object[] };
    assert.deepEqual([found.version, found.simulated], [null, []]);
    assert.deepEqual(found.problems, [{ ...problem, column: null, help: null }]);
    for (const path of ["../x.cedar", "/etc/x.cedar", "x.txt", ".cedar"])
      assert.equal((await simulate({ texts: [{ path, text: "" }] })).statusCode, 400, path);
  });
});
