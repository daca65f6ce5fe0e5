import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ProviderOrder } from "../../core/access/sign-in-order.ts";
import { type Bend, type BentProvider, startBentProvider } from "../../testing/bent-provider.ts";
import { type CompanyProvider, closed, listening, startCompanyProvider } from "../../testing/company-provider.ts";
import { openIdentityProvider } from "./provider.ts";

const redirectUrl = "http://localhost:8420/api/v1/sign-in/provider/callback";
const clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal, ref: false }),
};
const random = { secret: (sizeBytes: number) => randomBytes(sizeBytes).toString("hex") };

const orderFor = (issuer: string, more: object = {}) =>
  ProviderOrder.parse({
    name: "company",
    issuer,
    "client-id": "watchkeeper",
    "client-secret": { env: "EXAMPLE" },
    scopes: ["openid", "profile"],
    roles: { soc: ["analyst"] },
    internal: true,
    ...more,
  });
const openedFor = (issuer: string, more: object = {}) =>
  openIdentityProvider(orderFor(issuer, more), { clock, random, clientSecret: "EXAMPLE-of-a-client-secret", redirectUrl });

describe("against oidc-provider", () => {
  let company: CompanyProvider;
  before(async () => {
    company = await startCompanyProvider(redirectUrl, { berta: ["soc", "everybody"] });
  });
  after(() => company.close());

  test("a person signs in there and is vouched for, with name and groups", async () => {
    const provider = openedFor(company.issuer);
    const { url, memory } = await provider.begin();
    const asked = new URL(url).searchParams;
    assert.deepEqual(
      [asked.get("code_challenge_method"), asked.get("response_type"), asked.get("redirect_uri")],
      ["S256", "code", redirectUrl],
    );
    assert.ok(!url.includes(memory.verifier), "the verifier stays here");
    const vouched = await provider.finish(await company.visit(url, "berta"), memory);
    assert.deepEqual(vouched, {
      name: { issuer: company.issuer, subject: "subject-berta" },
      wantedName: "berta",
      groups: ["soc", "everybody"],
    });
  });

  test("a code counts once, with its own verifier, state and nonce", async () => {
    const provider = openedFor(company.issuer);
    const first = await provider.begin();
    const second = await provider.begin();
    const query = await company.visit(first.url, "berta");
    const wrong = [
      { ...first.memory, state: second.memory.state },
      { ...first.memory, verifier: second.memory.verifier },
    ];
    for (const memory of wrong) await assert.rejects(provider.finish(query, memory), { code: "access/provider-refused" });
    const again = await provider.begin();
    const good = await company.visit(again.url, "berta");
    await provider.finish(good, again.memory);
    await assert.rejects(provider.finish(good, again.memory), { code: "access/provider-refused" });
  });

  test("another client's secret, and no to the person, are refusals", async () => {
    const stranger = openIdentityProvider(orderFor(company.issuer), { clock, random, clientSecret: "EXAMPLE-of-another", redirectUrl });
    const begun = await stranger.begin();
    await assert.rejects(stranger.finish(await company.visit(begun.url, "berta"), begun.memory), { code: "access/provider-refused" });
    const provider = openedFor(company.issuer);
    const { memory } = await provider.begin();
    await assert.rejects(provider.finish(`?error=access_denied&state=${memory.state}`, memory), { code: "access/provider-refused" });
    for (const query of ["", "?", "?code=x", `?state=${memory.state}`, `?code=${"x".repeat(9_000)}`])
      await assert.rejects(provider.finish(query, memory), { code: "access/provider-refused" });
  });
});

describe("against one that bends its answers", () => {
  let bent: BentProvider;
  before(async () => {
    bent = await startBentProvider("watchkeeper", () => Math.floor(Date.now() / 1_000));
  });
  after(() => bent.close());

  async function outcome(bend: Bend, more: Readonly<Record<string, string>> = {}): Promise<string> {
    bent.bend = bend;
    const provider = openedFor(bent.issuer);
    try {
      const { url, memory } = await provider.begin();
      return `vouched for ${(await provider.finish(bent.callback(url, more), memory)).wantedName}`;
    } catch (error) {
      return (error as { code: string }).code;
    }
  }

  test("as it should be it vouches", async () => {
    assert.equal(await outcome({}), "vouched for berta");
    assert.equal(await outcome({ claims: { preferred_username: undefined } }), "vouched for s-1");
    assert.equal(
      bent.bodies.filter((body) => body.has("code")).every((body) => (body.get("code_verifier") ?? "").length === 64),
      true,
    );
  });

  const hourAgo = Math.floor(Date.now() / 1_000) - 3_600;
  const bends: readonly (readonly [string, Bend])[] = [
    ["another issuer in the token", { claims: { iss: "https://evil.test" } }],
    ["another issuer in the document", { issuer: "https://evil.test" }],
    ["another audience", { claims: { aud: "somebody-else" } }],
    ["two audiences and another party", { claims: { aud: ["watchkeeper", "x"], azp: "x" } }],
    ["an end that has passed", { claims: { exp: hourAgo, iat: hourAgo - 300 } }],
    ["no end", { claims: { exp: undefined } }],
    ["no subject", { claims: { sub: undefined } }],
    ["another nonce", { claims: { nonce: "another" } }],
    ["no nonce", { claims: { nonce: undefined } }],
    ["a time that is to come", { claims: { nbf: hourAgo + 7_200 } }],
    ["another key's signature", { signedBy: "another key" }],
    ["no signature", { signedBy: "nobody" }],
    ["another algorithm", { header: { alg: "HS256" } }],
    ["no token", { token: "" }],
    ["nonsense for a token", { token: "a.b.c" }],
    ["a fault", { status: 500 }],
  ];
  for (const [what, bend] of bends)
    test(`with ${what} it does not`, async () => assert.equal(await outcome(bend), "access/provider-refused"));

  test("a browser that another provider sent back (mix-up) is not believed", async () => {
    assert.equal(await outcome({}, { iss: "https://evil.test" }), "access/provider-refused");
  });

  test("a redirect is not followed, and an endpoint on a host that nobody named is not asked", async () => {
    const asked: string[] = [];
    const elsewhere = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end("{}");
    });
    const address = await listening(elsewhere);
    assert.equal(await outcome({ redirectTo: `${address}/token` }), "access/provider-refused");
    assert.equal(await outcome({ tokenEndpoint: `${address}/token` }), "access/provider-refused");
    assert.deepEqual(asked, []);
    await closed(elsewhere);
  });

  test("groups are texts of the configured claim, and nothing that every object has", async () => {
    bent.bend = { claims: { groups: ["soc", 5, null, { a: 1 }, "x".repeat(5_000)] } };
    const ask = async (claim: string) => {
      const provider = openedFor(bent.issuer, { "roles-claim": claim });
      const { url, memory } = await provider.begin();
      return (await provider.finish(bent.callback(url), memory)).groups;
    };
    assert.deepEqual(await ask("groups"), ["soc"]);
    assert.deepEqual(await ask("constructor"), []);
    assert.deepEqual(await ask("sub"), ["s-1"]);
  });
});

describe("a provider that is not there", () => {
  test("is said to be that, and the next who signs in asks anew", async () => {
    const server = createServer();
    const issuer = await listening(server);
    await closed(server);
    const provider = openedFor(issuer);
    await assert.rejects(provider.begin(), { code: "connector/not-reached" });
  });

  test("without TLS it is this machine or none", () => {
    assert.throws(() => openedFor("http://id.example.test", { internal: true }), { code: "connector/bad-settings" });
  });
});
