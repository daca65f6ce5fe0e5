import assert from "node:assert/strict";
import { createHash, hash } from "node:crypto";
import { describe, test } from "node:test";
import { approverKeyOf } from "../../core/containment/passkey-signature.ts";
import type { RegisteredKey } from "../../core/handover/decide.ts";
import { openGuideDesk } from "../../engine/model/guide.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { type ApiScene, openApiScene, type Test } from "../../testing/api-scene.ts";
import { openTestHandovers } from "../../testing/handover-scene.ts";
import { softPasskey } from "../../testing/soft-passkey.ts";
import { modelParts, toldModel } from "../../testing/told-model.ts";
import { exampleCaseRow } from "../../testing/views-contract.ts";

// Guarantees: a handover goes between two people who sign it, each in their own name, and nobody else writes, signs or sees it.

const mara: Test = { role: "analyst", person: "mara", steppedUp: true };
const joss: Test = { role: "analyst", person: "joss", steppedUp: true };
const spoof = "<img src=x onerror=alert(1)> \u202e](javascript:alert(1))";
const origin = "https://soc.example.test";

async function scenes(tenants: readonly string[] = ["default"]) {
  const scene = await openApiScene({ tenants });
  for (const name of tenants)
    await scene.tenant(name).views.put({
      alerts: [],
      cases: [exampleCaseRow("case-1", { state: "escalated", title: `${spoof} of ${name}`, priority: 1 })],
      world: "w",
      sequence: 1,
    });
  return scene;
}

const post = (scene: ApiScene, path: string, payload: object | undefined, as: Test) =>
  scene.ask({ method: "POST", url: `/api/v1/handovers${path}`, ...(payload && { payload }) }, as);
const read = async (scene: ApiScene, as: Test = mara) => (await scene.ask({ url: "/api/v1/handovers/h-1" }, as)).json();

async function signed(scene: ApiScene) {
  assert.equal((await post(scene, "", {}, mara)).statusCode, 201);
  const { digest } = (await post(scene, "/h-1/signing", { for: "sign" }, mara)).json();
  const answer = await post(scene, "/h-1/sign", { digest }, mara);
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}

async function accepting(scene: ApiScene, as: Test) {
  const { digest } = (await post(scene, "/h-1/signing", { for: "accept" }, as)).json();
  return post(scene, "/h-1/accept", { digest }, as);
}

describe("handovers", () => {
  test("201, 200: drafted, noted, signed, opened, asked, answered, taken over, all in both names", async () => {
    const scene = await scenes();
    const drafted = (await post(scene, "", {}, mara)).json();
    assert.deepEqual([drafted.line.id, drafted.line.status, drafted.line.outgoing], ["h-1", "drafted", "person:mara"]);
    assert.equal(drafted.digest, `sha256:${hash("sha256", drafted.canonical, "hex")}`);
    assert.deepEqual(drafted.may, { edit: true, draft: false, sign: true, ask: false, answer: false, accept: false });
    const noted = (await post(scene, "/h-1/notes", { about: "case:case-1", text: "call the user at nine" }, mara)).json();
    assert.notEqual(noted.digest, drafted.digest);
    const { digest } = (await post(scene, "/h-1/signing", { for: "sign" }, mara)).json();
    assert.equal(digest, noted.digest);
    assert.equal((await post(scene, "/h-1/sign", { digest }, mara)).json().signed.proof, "session");
    assert.equal((await post(scene, "/h-1/open", undefined, joss)).json().may.accept, true);
    assert.equal((await post(scene, "/h-1/questions", { about: "case:case-1", text: "Which user?" }, joss)).statusCode, 200);
    assert.equal((await post(scene, "/h-1/questions/1/answers", { text: "The one on leave." }, mara)).json().line.unanswered, 0);
    const taken = await accepting(scene, joss);
    assert.equal(taken.statusCode, 200, taken.body);
    const whole = await read(scene, { role: "viewer" });
    assert.deepEqual(
      [whole.line.status, whole.signed.by, whole.signed.holds, whole.accepted.by, whole.accepted.holds, whole.openedBy.length],
      ["accepted", "person:mara", true, "person:joss", true, 1],
    );
    assert.deepEqual(whole.may, { edit: false, draft: false, sign: false, ask: false, answer: false, accept: false });
    const list = (await scene.ask({ url: "/api/v1/handovers?status=accepted&limit=1" }, mara)).json();
    assert.deepEqual([list.handovers.length, list.handovers[0].incoming, list.next], [1, "person:joss", null]);
    const changes = await scene.tenant().views.changes(0, 500);
    assert.ok(
      changes.some(({ kind, id }) => kind === "handover" && id === "h-1"),
      "live views hear of it",
    );
  });

  test("409: nobody takes over what they signed, what they have not opened, or what is not signed", async () => {
    const scene = await scenes();
    await post(scene, "", {}, mara);
    assert.deepEqual(
      [(await accepting(scene, joss)).json().code, (await accepting(scene, joss)).statusCode],
      ["handover/not-as-it-stands", 409],
    );
    const { digest } = (await post(scene, "/h-1/signing", { for: "sign" }, mara)).json();
    await post(scene, "/h-1/sign", { digest }, mara);
    const answers = [await accepting(scene, mara), await accepting(scene, { ...mara, person: "Mara" }), await accepting(scene, joss)];
    assert.deepEqual(
      answers.map((each) => [each.statusCode, each.json().code]),
      [
        [409, "handover/same-person"],
        [409, "handover/same-person"],
        [409, "handover/not-opened"],
      ],
    );
    assert.equal((await post(scene, "/h-1/notes", { about: "handover", text: "late" }, mara)).statusCode, 409);
  });

  test("403: a right, a second factor and one's own name are needed", async () => {
    const scene = await scenes();
    const codeOf = async (answer: ReturnType<typeof post>) => (await answer).json().code;
    assert.equal(await codeOf(post(scene, "", {}, { role: "viewer" })), "server/no-right");
    await post(scene, "", {}, mara);
    const { digest } = await read(scene);
    assert.equal(await codeOf(post(scene, "/h-1/sign", { digest }, { ...mara, steppedUp: false })), "server/step-up");
    assert.equal(await codeOf(post(scene, "/h-1/sign", { digest }, joss)), "handover/not-yours");
    assert.equal(await codeOf(post(scene, "/h-1/notes", { about: "handover", text: "x" }, joss)), "handover/not-yours");
    // A token is no session: its word does not count, whoever made it.
    const token: Test = { rights: ["read", "triage"], person: "mara", token: "t-1" };
    assert.equal(await codeOf(post(scene, "/h-1/sign", { digest }, token)), "handover/no-proof");
    assert.equal((await read(scene)).line.status, "drafted");
  });

  test("a passkey signs the bytes that it is shown, and then the word of a session is not enough", async () => {
    const scene = await scenes();
    const passkey = softPasskey("es256", { origin, host: "soc.example.test" });
    const keys = new Map<string, RegisteredKey[]>([["person:mara", [{ key: approverKeyOf(passkey.id, passkey.cose), origins: [origin] }]]]);
    const { desk, views, intake, scene: containment } = scene.tenant();
    const { killSwitch } = desk.containment;
    const handover = await openTestHandovers({
      tenant: "default",
      clock: scene.clock,
      views,
      intake,
      containment: containment.desk,
      killSwitch,
      keys,
    });
    Object.assign(desk, { handover });
    await post(scene, "", {}, mara);
    const toSign = (await post(scene, "/h-1/signing", { for: "sign" }, mara)).json();
    assert.deepEqual([toSign.proof, toSign.passkeys], ["passkey", [passkey.id]]);
    assert.equal(toSign.challenge, createHash("sha256").update(Buffer.from(toSign.bytes, "base64")).digest("base64url"));
    assert.equal((await post(scene, "/h-1/sign", { digest: toSign.digest }, mara)).json().code, "handover/passkey-needed");
    const { clientDataJSON, authenticatorData, signature } = passkey.show(toSign.challenge).response;
    const shown = JSON.stringify({ clientDataJSON, authenticatorData, signature });
    const answer = (await post(scene, "/h-1/sign", { digest: toSign.digest, signature: shown }, mara)).json();
    assert.deepEqual([answer.signed.proof, answer.signed.holds], ["passkey", true]);
  });

  test("404: what another tenant handed over is nowhere", async () => {
    const scene = await scenes(["default", "harbour"]);
    await signed(scene);
    const other = { ...joss, tenant: "harbour" };
    assert.equal((await scene.ask({ url: "/api/v1/handovers/h-1" }, other)).statusCode, 404);
    assert.equal((await post(scene, "/h-1/open", undefined, other)).statusCode, 404);
    assert.deepEqual((await scene.ask({ url: "/api/v1/handovers" }, other)).json(), { handovers: [], next: null });
    // A handover of one's own has the same number, and holds nothing of the other.
    const own = await post(scene, "", {}, other);
    assert.ok(own.body.includes("of harbour") && !own.body.includes("of default"));
    assert.equal((await read(scene)).line.status, "signed");
  });

  test("400: what is no period, no id and no words is refused", async () => {
    const scene = await scenes();
    assert.equal((await post(scene, "", { since: "2999-01-01T00:00:00Z" }, mara)).statusCode, 400);
    assert.equal((await scene.ask({ url: "/api/v1/handovers/constructor" }, mara)).statusCode, 400);
    assert.equal((await scene.ask({ url: "/api/v1/handovers?after=constructor" }, mara)).statusCode, 400);
    await signed(scene);
    assert.equal((await post(scene, "/h-1/questions", { text: " " }, joss)).statusCode, 400);
    assert.equal((await post(scene, "/h-1/questions", { about: "case:nowhere", text: "?" }, joss)).statusCode, 404);
    assert.equal((await post(scene, "/h-1/questions/9/answers", { text: "!" }, joss)).statusCode, 404);
  });

  test("the document for print holds everything in order, and nothing that hides or leads away", async () => {
    const scene = await scenes();
    await post(scene, "", {}, mara);
    await post(scene, "/h-1/notes", { about: "handover", text: `one\n${spoof}` }, mara);
    const { digest } = await read(scene);
    await post(scene, "/h-1/sign", { digest }, mara);
    const answer = await scene.ask({ url: "/api/v1/handovers/h-1/document" }, { role: "viewer" });
    const { title, file, blocks } = answer.json() as { title: string; file: string; blocks: { block: string; text?: string }[] };
    assert.deepEqual([title, file], ["Handover h-1", "handover-h-1-2026-05-05"]);
    assert.deepEqual(
      blocks.filter(({ block }) => block === "heading").map(({ text }) => text),
      [
        "Handover h-1",
        "Kill switch",
        "Waiting for approval",
        "Actions under way and in force",
        "Open cases",
        "Watch out for",
        "Due",
        "Connectors and sources in trouble",
        "Not written back",
        "The shift in figures",
        "What changed",
        "Signatures",
      ],
    );
    assert.ok(!answer.body.includes("\u202e") && answer.body.includes("⟦U+202E⟧"));
  });

  test("prose is drafted by a language model for whoever hands over, before they sign, and nothing of the handover changes", async () => {
    const scene = await scenes();
    await post(scene, "", {}, mara);
    assert.deepEqual(
      [(await post(scene, "/h-1/prose", undefined, mara)).json().code, (await read(scene, mara)).may.draft],
      ["model/not-connected", false],
    );
    const { digest: before } = await read(scene, mara);
    // The line's title holds markup: what copies it is dropped, and what says the rest of it stays.
    const said = ["case-1 waits for a person since 2026-01-05 00:00 UTC.", `case-1 ${spoof} waits for a person.`];
    const sentences = said.map((text) => ({ part: "handover", text, evidence: ["e-1"] }));
    const models = modelParts(toldModel(() => JSON.stringify({ sentences })));
    const guide = await openGuideDesk({ models: () => models, journal: memoryJournalStore(), clock: scene.clock, namedIn: async () => [] });
    Object.assign(scene.tenant().desk, { guide });
    const answer = (await post(scene, "/h-1/prose", undefined, mara)).json();
    assert.deepEqual(
      [answer.by, answer.model, answer.hosted, answer.sentences, answer.dropped],
      ["model", "told", false, [{ text: said[0], facts: ["case:case-1"] }], 1],
      JSON.stringify(answer),
    );
    assert.match(answer.notice, /Drafted by a language model/);
    const { digest, may, notes } = await read(scene, mara);
    assert.deepEqual([digest, may.draft, notes], [before, true, []]);
    assert.equal((await post(scene, "/h-1/prose", undefined, joss)).json().code, "handover/not-yours");
    await post(scene, "/h-1/sign", { digest }, mara);
    assert.equal((await post(scene, "/h-1/prose", undefined, mara)).json().code, "handover/not-as-it-stands");
  });
});
