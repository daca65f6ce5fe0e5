import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import type { KillSwitch } from "../../core/status/status.ts";
import { type ApiScene, openApiScene, type Test } from "../../testing/api-scene.ts";
import { openScene } from "../../testing/containment-scene.ts";
import { deskParts, people } from "../../testing/containment-world.ts";
import type { TestPerson } from "../../testing/people.ts";

// Guarantees: the server passes a person's signed word on and can make none; what people sign is what they see; a machine approves nothing.

const as = (person: string, more: Test = {}): Test => ({
  rights: ["read", "respond", "lead", "administer", "propose"],
  person,
  steppedUp: true,
  ...more,
});

async function withAction() {
  const api = await openApiScene();
  const id = await api.tenant().scene.propose({ user: 1 });
  return { api, id };
}

/** What the server says is to be signed, signed by somebody. */
async function signedBy(api: ApiScene, asked: object, person: TestPerson, who = as(person.line.name)) {
  const answer = await api.ask({ method: "POST", url: "/api/v1/signing", payload: asked }, who);
  assert.equal(answer.statusCode, 200, answer.body);
  const { bytes, challenge } = answer.json() as { bytes: string; challenge: string };
  const raw = Buffer.from(bytes, "base64");
  assert.equal(challenge, createHash("sha256").update(raw).digest("base64url"));
  return person.sign(raw);
}

const approve = (api: ApiScene, id: string, payload: object, who: Test, headers: Record<string, string> = {}) =>
  api.ask({ method: "POST", url: `/api/v1/actions/${id}/approve`, payload, headers }, who);
const digestOf = (api: ApiScene, id: string) => api.tenant().scene.desk.state.actions.get(id)?.digest ?? "";

describe("GET /api/v1/actions", () => {
  test("200: newest first, by pages; 200: one whole, whose canonical text hashes to the digest that people sign", async () => {
    const { api, id } = await withAction();
    const second = await api.tenant().scene.propose({ user: 2 });
    const list = async (query: string) =>
      (await api.ask({ url: `/api/v1/actions${query}` }, as("vic"))).json() as { actions: { id: string }[]; next: string | null };
    assert.deepEqual(
      (await list("")).actions.map((each) => each.id),
      [second, id],
    );
    const first = await list("?limit=1");
    assert.deepEqual([first.actions.map((each) => each.id), first.next], [[second], second]);
    assert.deepEqual(
      (await list(`?limit=1&after=${first.next}`)).actions.map((each) => each.id),
      [id],
    );
    assert.equal((await api.ask({ url: "/api/v1/actions?after=c-x" }, as("vic"))).statusCode, 400);
    const whole = (await api.ask({ url: `/api/v1/actions/${id}` }, as("vic"))).json() as {
      digest: string;
      canonical: string;
      approvers: { may: { name: string }[]; missing: string };
      blastRadius: { says: string };
    };
    assert.equal(whole.digest, `sha256:${createHash("sha256").update(whole.canonical, "utf8").digest("hex")}`);
    assert.ok(whole.approvers.may.some(({ name }) => name === "omar"));
    assert.match(whole.approvers.missing, /0 of 1/);
  });

  test("200: what may be done with it, and why whoever asks may not, is the server's word at each step of its life", async () => {
    const { api, id } = await withAction();
    const { scene } = api.tenant();
    const deedsFor = async (who: Test, of = id) => {
      const answer = await api.ask({ url: `/api/v1/actions/${of}` }, who);
      const { deeds } = answer.json() as { deeds: { deed: string; mayNot: string | null }[] };
      return Object.fromEntries(deeds.map(({ deed, mayNot }) => [deed, mayNot]));
    };
    assert.deepEqual(await deedsFor(as("omar")), { approve: null, reject: null });
    const stranger = await deedsFor(as("eve"));
    assert.match(stranger.approve ?? "", /not named in the standing orders/);
    assert.match(stranger.reject ?? "", /not named in the standing orders/);
    await scene.approve(id, people.omar);
    assert.deepEqual(await deedsFor(as("omar")), { reject: null }, "enough people have said yes");
    await scene.pass();
    assert.deepEqual(await deedsFor(as("omar")), { undo: null });
    assert.match((await deedsFor(as("vera"))).undo ?? "", /none of the roles/);
    await scene.undo(id);
    assert.deepEqual(await deedsFor(as("omar")), {}, "it is asked for");
    await scene.pass();
    assert.deepEqual([scene.statusOf(id), await deedsFor(as("omar"))], ["undone", {}]);
  });

  test("200: lists by where actions stand, as each line says it", async () => {
    const { api, id } = await withAction();
    const { scene } = api.tenant();
    const waits = await scene.propose({ user: 2 });
    await scene.approve(id, people.omar);
    await scene.pass();
    const of = async (stands: string) => {
      const answer = await api.ask({ url: `/api/v1/actions?stands=${stands}` }, as("vic"));
      return (answer.json() as { actions: { id: string; stands: string }[] }).actions.map((each) => [each.id, each.stands]);
    };
    assert.deepEqual([await of("waiting"), await of("standing"), await of("over")], [[[waits, "waiting"]], [[id, "standing"]], []]);
  });

  test("404: an action that is not there; 400: a number that is none", async () => {
    const { api } = await withAction();
    assert.equal((await api.ask({ url: "/api/v1/actions/c-99" }, as("vic"))).statusCode, 404);
    assert.equal((await api.ask({ url: "/api/v1/actions/constructor" }, as("vic"))).statusCode, 400);
  });

  test("404: a dry run of an action that is not there, as of any other tenant's", async () => {
    const { api } = await withAction();
    assert.equal((await api.ask({ method: "POST", url: "/api/v1/actions/c-999/dry-run" }, as("vic"))).statusCode, 404);
  });

  test("200: a dry run says what would happen, and changes neither product nor record", async () => {
    const { api, id } = await withAction();
    const head = await api.tenant().journal.head();
    const answer = await api.ask({ method: "POST", url: `/api/v1/actions/${id}/dry-run` }, as("vic"));
    assert.match(answer.body, /0 of 1 people have approved/);
    assert.equal((answer.json() as { would: string }).would, "not begin");
    assert.deepEqual(await api.tenant().journal.head(), head);
  });
});

describe("POST /api/v1/actions/{id}/approve", () => {
  test("200: a person's signature over what they saw; the pass then carries it out", async () => {
    const { api, id } = await withAction();
    const signature = await signedBy(api, { for: "approve", action: id }, people.omar);
    const answer = await approve(api, id, { digest: digestOf(api, id), because: "seen on two sensors", signature }, as("omar"));
    assert.equal(answer.statusCode, 200, answer.body);
    assert.equal((answer.json() as { line: { approved: boolean } }).line.approved, true);
    await api.tenant().scene.pass();
    assert.equal(api.tenant().scene.statusOf(id), "confirmed");
  });

  const wrong: [string, (api: ApiScene, id: string) => Promise<{ payload: object; who: Test }>, number, string][] = [
    [
      "somebody else's signature",
      async (api, id) => ({
        payload: { digest: digestOf(api, id), because: "x", signature: await signedBy(api, { for: "approve", action: id }, people.mara) },
        who: as("omar"),
      }),
      403,
      "containment/bad-signature",
    ],
    [
      "a signature for a no",
      async (api, id) => ({
        payload: { digest: digestOf(api, id), because: "x", signature: await signedBy(api, { for: "reject", action: id }, people.omar) },
        who: as("omar"),
      }),
      403,
      "containment/bad-signature",
    ],
    [
      "another digest",
      async (api, id) => ({
        payload: {
          digest: `sha256:${"0".repeat(64)}`,
          because: "x",
          signature: await signedBy(api, { for: "approve", action: id }, people.omar),
        },
        who: as("omar"),
      }),
      409,
      "containment/other-digest",
    ],
    [
      "nobody of the orders, with every right of the server",
      async (api, id) => ({ payload: { digest: digestOf(api, id), because: "x", signature: "AAAA" }, who: as("eve") }),
      403,
      "containment/unknown-person",
    ],
  ];
  for (const [what, make, status, code] of wrong)
    test(`${status}: ${what}; the action stays unapproved`, async () => {
      const { api, id } = await withAction();
      const { payload, who } = await make(api, id);
      const answer = await approve(api, id, payload, who);
      assert.deepEqual([answer.statusCode, (answer.json() as { code: string }).code], [status, code], answer.body);
      assert.deepEqual(api.tenant().scene.desk.state.actions.get(id)?.approvals, []);
      await api.tenant().scene.pass();
      assert.equal(api.tenant().scene.statusOf(id), "proposed");
    });

  test("403: without the right, or without a second factor, whatever was signed", async () => {
    const { api, id } = await withAction();
    const signature = await signedBy(api, { for: "approve", action: id }, people.omar);
    const payload = { digest: digestOf(api, id), because: "x", signature };
    assert.equal((await approve(api, id, payload, as("omar", { rights: ["read", "propose", "administer"] }))).statusCode, 403);
    assert.equal((await approve(api, id, payload, as("omar", { steppedUp: false }))).statusCode, 403);
    assert.deepEqual(api.tenant().scene.desk.state.actions.get(id)?.approvals, []);
  });

  test("the same key and request again: one approval, one answer", async () => {
    const { api, id } = await withAction();
    const signature = await signedBy(api, { for: "approve", action: id }, people.omar);
    const ask = () => approve(api, id, { digest: digestOf(api, id), because: "x", signature }, as("omar"), { "idempotency-key": "once" });
    const [first, second] = [await ask(), await ask()];
    assert.deepEqual([first.statusCode, second.statusCode, second.body], [200, 200, first.body]);
    assert.equal(api.tenant().scene.desk.state.actions.get(id)?.approvals.length, 1);
  });
});

describe("reject and undo", () => {
  test("200: a signed no ends it; 200: a signed wish takes back what was done", async () => {
    const { api, id } = await withAction();
    const no = await signedBy(api, { for: "reject", action: id }, people.omar);
    const rejected = await api.ask(
      { method: "POST", url: `/api/v1/actions/${id}/reject`, payload: { because: "a test", signature: no } },
      as("omar"),
    );
    assert.equal((rejected.json() as { line: { status: string } }).line.status, "rejected", rejected.body);
    const { scene } = api.tenant();
    const other = await scene.propose({ user: 2 });
    await scene.approve(other, people.omar);
    await scene.pass();
    const wish = await signedBy(api, { for: "undo", action: other }, people.mara);
    const asked = await api.ask(
      { method: "POST", url: `/api/v1/actions/${other}/undo`, payload: { because: "wrong", signature: wish } },
      as("mara"),
    );
    assert.equal(asked.statusCode, 200, asked.body);
    await scene.pass();
    assert.equal(scene.statusOf(other), "undone");
  });
});

describe("stop and resume", () => {
  test("whoever is signed in stops; two admins with their keys resume, and one does not", async () => {
    const { api } = await withAction();
    assert.equal(
      (await api.ask({ method: "POST", url: "/api/v1/stop", payload: { because: "it blocks the wrong ones" } })).statusCode,
      401,
    );
    assert.equal((await api.ask({ method: "POST", url: "/api/v1/stop", payload: { because: "x" } }, { rights: [] })).statusCode, 200);
    assert.match(api.tenant().stopFile.stopped ?? "", /x/);
    const placeFor = async (url: string, role: "viewer" | "admin") => {
      const said = (await api.ask({ url }, { role })).json() as { file: KillSwitch["file"]; killSwitch?: KillSwitch };
      return (said.killSwitch ?? said).file.place;
    };
    for (const url of ["/api/v1/stop", "/api/v1/status"]) {
      assert.equal(await placeFor(url, "viewer"), null, "where a file lies is not for everybody");
      assert.equal(typeof (await placeFor(url, "admin")), "string");
    }
    api.tenant().stopFile.stopped = `the stop file "${api.tenant().stopFile.place}" cannot be read`;
    const shown = (role: "viewer" | "admin") => api.ask({ url: "/api/v1/stop" }, { role });
    assert.ok(!(await shown("viewer")).body.includes(api.tenant().stopFile.place), "a reason does not name it either");
    assert.ok((await shown("admin")).body.includes(api.tenant().stopFile.place));
    const { mayResume } = (await api.ask({ url: "/api/v1/stop" }, { role: "viewer" })).json() as { mayResume: string[] };
    assert.deepEqual(mayResume.toSorted(), ["ines", "mara"], "who ends it is for everybody");
    const machine = { rights: ["ingest"], token: "tok-1" } as const;
    const byMachine = await api.ask({ method: "POST", url: "/api/v1/stop", payload: { because: "a machine" } }, machine);
    assert.deepEqual([byMachine.statusCode, (byMachine.json() as { code: string }).code], [403, "server/not-a-person"]);
    assert.doesNotMatch(api.tenant().stopFile.stopped ?? "", /machine/);
    const resume = async (person: TestPerson) =>
      api.ask(
        { method: "POST", url: "/api/v1/resume", payload: { because: "over", signature: await signedBy(api, { for: "resume" }, person) } },
        as(person.line.name),
      );
    const first = await resume(people.mara);
    assert.equal((first.json() as { resumed: boolean }).resumed, false, first.body);
    assert.ok(api.tenant().stopFile.stopped !== undefined);
    const again = await resume(people.mara);
    assert.equal(again.statusCode, 409, "one person is one");
    const second = await resume(people.ines);
    assert.equal((second.json() as { resumed: boolean; killSwitch: { stopped: boolean } }).resumed, true, second.body);
    assert.equal(api.tenant().stopFile.stopped, undefined);
    assert.equal(api.tenant().scene.desk.state.stops.size, 0);
  });

  test("409: nothing to resume has nothing to sign for", async () => {
    const { api } = await withAction();
    const answer = await api.ask({ method: "POST", url: "/api/v1/signing", payload: { for: "resume" } }, as("mara"));
    assert.deepEqual([answer.statusCode, (answer.json() as { code: string }).code], [409, "containment/not-stopped"]);
  });
});

describe("standing orders", () => {
  test("two admins adopt what they signed, by its digest alone; one does not, nor does a responder, nor a signature under others", async () => {
    const { api } = await withAction();
    const { desk } = api.tenant();
    const other = `sha256:${"b".repeat(64)}`;
    const before = await desk.containment.open();
    // The file was changed since: its digest is another.
    const parts = { ...deskParts({ effectors: [], clock: api.clock, journal: api.tenant().journal }), ordersDigest: other };
    const changed = await openScene(parts);
    Object.assign(desk.containment, { open: async () => ({ desk: changed.desk, orders: parts.orders, digest: other, problem: null }) });
    const read = (await api.ask({ url: "/api/v1/orders" }, as("mara"))).json() as { digest: string; adopted: string; signedBy: string[] };
    assert.deepEqual([read.digest, read.adopted === other, read.signedBy], [other, false, []]);
    const adopt = async (person: TestPerson, digest = other) => {
      const signature = await signedBy(api, { for: "adopt-orders" }, person);
      return api.ask({ method: "POST", url: "/api/v1/orders/adopt", payload: { digest, signature } }, as(person.line.name));
    };
    assert.equal((await adopt(people.mara, before.digest)).statusCode, 409, "these are not the orders on disk");
    assert.equal((await adopt(people.omar)).statusCode, 403);
    assert.deepEqual((await adopt(people.mara)).json(), { adopted: false, signedBy: ["person:mara"] });
    assert.equal(((await adopt(people.ines)).json() as { adopted: boolean }).adopted, true);
  });

  test("409: the record's time is not ahead, so there is nothing to reset", async () => {
    const { api } = await withAction();
    const signature = await signedBy(api, { for: "reset-clock" }, people.mara);
    const answer = await api.ask({ method: "POST", url: "/api/v1/clock/reset", payload: { because: "x", signature } }, as("mara"));
    assert.deepEqual([answer.statusCode, (answer.json() as { code: string }).code], [409, "containment/clock-not-ahead"]);
  });
});
