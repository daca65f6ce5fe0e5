import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import dns from "node:dns";
import net from "node:net";
import { test } from "node:test";
import { dkimSign } from "mailauth/lib/dkim/sign.js";
import { mailText } from "../../testing/mail-text.ts";
import { claimedResults } from "./authentication.ts";
import { mail, mailWith } from "./mail.ts";
import type { RecordedNames } from "./offline.ts";

async function fieldsOf(bytes: Uint8Array, names?: RecordedNames) {
  const reader = (names ? mailWith(names) : mail).open("a.eml");
  reader.push(bytes);
  const [record] = await reader.end();
  assert.equal(record?.kind, "event");
  return (record as Extract<typeof record, { kind: "event" }>).event.fields;
}

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const keyText = publicKey.export({ type: "spki", format: "der" }).toString("base64");
const names: RecordedNames = new Map([["TXT one._domainkey.example.com", [`v=DKIM1; k=rsa; p=${keyText}`]]]);

async function signed(): Promise<Buffer> {
  const bytes = mailText({}, "The figures are attached.\r\n");
  const key = { signingDomain: "example.com", selector: "one", privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
  // The types ask for the key itself, the code reads the list.
  const { signatures } = await dkimSign(bytes, { ...key, signatureData: [key] });
  return Buffer.concat([Buffer.from(signatures), bytes]);
}

/** Every door to a name server or a socket throws while `work` runs, and counts who knocked. */
async function withoutNetwork<T>(work: () => Promise<T>): Promise<{ result: T; knocks: string[] }> {
  const knocks: string[] = [];
  const undo: (() => void)[] = [];
  const poison = (owner: object, name: string) => {
    const before = Reflect.get(owner, name) as unknown;
    if (typeof before !== "function") return;
    Reflect.set(owner, name, () => {
      knocks.push(name);
      throw new Error(`the network was used: ${name}`);
    });
    undo.push(() => Reflect.set(owner, name, before));
  };
  for (const name of Object.keys(dns)) if (/^(?:resolve|lookup|reverse)/.test(name)) poison(dns, name);
  for (const name of Object.keys(dns.promises)) if (/^(?:resolve|lookup|reverse)/.test(name)) poison(dns.promises, name);
  for (const name of ["connect", "createConnection"]) poison(net, name);
  poison(net.Socket.prototype, "connect");
  poison(globalThis, "fetch");
  try {
    return { result: await work(), knocks };
  } finally {
    for (const back of undo) back();
  }
}

test("a signed mail is judged without touching the network", async () => {
  const { result, knocks } = await withoutNetwork(async () => fieldsOf(await signed()));
  assert.deepEqual(result["auth.offline"], ["example.com body-intact"]);
  assert.deepEqual(result["auth.dkim.domains"], ["example.com"]);
  assert.equal(result["auth.dkim.aligned"], true);
  assert.deepEqual(knocks, []);
});

test("a body changed after signing is told without any key", async () => {
  const changed = Buffer.from((await signed()).toString("latin1").replace("figures", "invoices"), "latin1");
  assert.deepEqual((await fieldsOf(changed))["auth.offline"], ["example.com body-altered"]);
  assert.deepEqual((await fieldsOf(changed, names))["auth.offline"], ["example.com body-altered"]);
});

test("with the recorded key a signature is verified, and a forged header refuted", async () => {
  const bytes = await signed();
  assert.deepEqual((await fieldsOf(bytes, names))["auth.offline"], ["example.com verified"]);
  const forged = Buffer.from(bytes.toString("latin1").replace("Subject: minutes", "Subject: urgent!"), "latin1");
  assert.deepEqual((await fieldsOf(forged, names))["auth.offline"], ["example.com refuted"]);
});

test("claims are read from the newest field only, with the name of who claims", async () => {
  const bytes = mailText({
    Received: "from a.example.net by mx.example.org; Tue, 04 Mar 2025 10:00:00 +0100",
    "Authentication-Results":
      "mx.example.org; spf=fail smtp.mailfrom=example.com; dkim=none; dmarc=fail (p=reject dis=none) header.from=example.com",
    "authentication-results": "sender.test; spf=pass; dkim=pass; dmarc=pass",
    "Received-SPF": "Pass (anyone can write this)",
  });
  const fields = await fieldsOf(bytes);
  assert.deepEqual(
    [fields["auth.server"], fields["auth.trusted"], fields["auth.spf"], fields["auth.dkim"], fields["auth.dmarc"]],
    ["mx.example.org", true, "fail", "none", "fail"],
  );
  const foreign = await fieldsOf(
    mailText({
      Received: "from a by mx.example.org; Tue, 04 Mar 2025 10:00:00 +0100",
      "Authentication-Results": "elsewhere.test; spf=pass",
    }),
  );
  assert.equal(foreign["auth.trusted"], false);
  assert.equal((await fieldsOf(mailText({ "Received-SPF": "SoftFail (x)" })))["auth.spf"], "softfail");
});

test("results without an id, with comments and with two signatures are read", () => {
  const { server, results } = claimedResults(
    "spf=softfail (sender IP is 192.0.2.1; really) smtp.mailfrom=x; dkim=fail header.d=a; dkim=pass header.d=b;compauth=fail reason=001",
  );
  assert.equal(server, undefined);
  assert.deepEqual(
    [...results],
    [
      ["spf", "softfail"],
      ["dkim", "pass"],
      ["compauth", "fail"],
    ],
  );
});
