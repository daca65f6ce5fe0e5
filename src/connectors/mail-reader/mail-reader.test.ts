import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyFields, type Fields } from "../../core/event/event.ts";
import { playbookTools } from "../../core/playbook/tools.ts";
import { memoryEventStore } from "../../storage/memory/memory-events.ts";
import { mailTool } from "./connector.ts";
import { signalsOf } from "./signals.ts";

const fieldsWith = (more: Record<string, Fields[string]>): Fields =>
  Object.assign(emptyFields(), {
    "from.address": "a@example.com",
    subject: "minutes",
    "links.count": 0,
    "hidden.length": 0,
    "text.length": 100,
    bulk: false,
    ...more,
  });
const words = (more: Record<string, Fields[string]>) => signalsOf(fieldsWith(more)).map(({ answer }) => answer);

test("each signal has its word, the gravest first", () => {
  assert.deepEqual(words({ "attachment.flags": ["executable"] }), ["dangerous-attachment"]);
  assert.deepEqual(words({ "attachment.flags": ["encrypted-archive"], text: "the password is 1234" }), ["dangerous-attachment"]);
  assert.deepEqual(words({ "link.mismatch": ["bank.example -> http://x.example.test"] }), ["deceptive-link"]);
  assert.deepEqual(words({ "link.signals": ["ip-host"] }), ["deceptive-link"]);
  assert.deepEqual(words({ "qr.urls": ["https://x.example.test"] }), ["deceptive-link"]);
  assert.deepEqual(words({ "sender.signals": ["brand-name"], "sender.brand": "dhl" }), ["impersonation"]);
  assert.deepEqual(words({ "html.password-inputs": 1 }), ["credential-request"]);
  for (const text of [
    "Please verify your account now",
    "Your mailbox is almost full",
    "Unusual sign-in activity",
    "Ihr Konto wurde gesperrt",
    "Sua conta foi bloqueada",
    "Votre compte est suspendu",
  ])
    assert.deepEqual(words({ text, "links.count": 1 }), ["credential-request"], text);
  assert.deepEqual(words({ "hidden.length": 900, "hidden.reasons": ["display-none"] }), ["hidden-text"]);
  assert.deepEqual(words({ "hidden.length": 5, "hidden.reasons": ["tag-characters"] }), ["hidden-text"]);
  assert.deepEqual(words({ "auth.dmarc": "fail" }), ["failed-authentication"]);
  assert.deepEqual(words({ "auth.spf": "softfail", "auth.dkim": "none" }), ["failed-authentication"]);
  assert.deepEqual(words({ "attachment.flags": ["script"], "auth.dmarc": "fail", "sender.signals": ["brand-name"] }), [
    "dangerous-attachment",
    "impersonation",
    "failed-authentication",
  ]);
});

test("what ordinary mail does is plain", () => {
  for (const more of [
    {},
    { bulk: true, "link.mismatch": ["shop.example -> https://click.example.net/1"] },
    { "attachment.flags": ["encrypted-archive"], text: "as agreed" },
    { "auth.spf": "softfail", "auth.dkim": "pass" },
    { text: "please verify your account", "links.count": 0 },
    { "hidden.length": 120, "hidden.reasons": ["display-none"] },
    { "sender.signals": ["free-mail", "return-path-differs"] },
    { "attachment.flags": ["html"] },
  ])
    assert.deepEqual(words(more), [], JSON.stringify(more));
});

test("a stored mail is read by its id or its place; the gravest of two with one id is told", async () => {
  const events = memoryEventStore();
  const mail = (record: number, more: Record<string, Fields[string]>) => ({
    timeMs: record * 1_000,
    dataset: "mail" as const,
    channel: "mail",
    action: "received",
    host: undefined,
    fields: fieldsWith({ "mail.id": "One@example.com", ...more }),
    source: { path: "box", record, digest: `sha256:${"0".repeat(64)}` },
    logSource: {},
  });
  await events.append({
    inputIndex: 0,
    batch: 0,
    events: [mail(1, {}), mail(2, { "auth.dmarc": "fail", subject: "x\n\u202e<b>" }), mail(3, { "mail.id": "two@example.com" })],
    letters: [],
  });
  await events.finishLoading();
  const tool = mailTool(events);
  assert.deepEqual(new Set(tool.answers), new Set(playbookTools.get(tool.name)!.answers));
  const ask = (input: unknown) => tool.ask(tool.input.parse(input));
  const both = await ask({ mail: "one@example.com", fromMs: 0, toMs: 10_000 });
  assert.deepEqual([both.answer, both.recordsTotal], ["failed-authentication", 2]);
  assert.equal((await ask({ mail: "two@example.com" })).answer, "plain");
  const placed = await ask({ path: "box", record: 2 });
  assert.equal(placed.answer, "failed-authentication");
  assert.doesNotMatch(placed.says, /[\n\u202e]/);
  await assert.rejects(ask({ mail: "nobody@example.com" }), { code: "mail/unknown-record" });
  assert.equal(tool.input.safeParse({}).success, false);
});
