import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type TestContext, test } from "node:test";
import type { Handle } from "../../core/containment/handle.ts";
import { SocError } from "../../core/soc-error.ts";
import type { EffectOrder, Effector } from "../../ports/effector.ts";
import { type EffectorScene, testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { type CuttingProxy, isLdapModify, startCuttingProxy } from "../../testing/real/cutting-proxy.ts";
import { ifThere } from "../../testing/real/if-there.ts";
import { openEffector } from "../../testing/real/open-effector.ts";
import { type Slapd, startSlapd } from "../../testing/real/slapd.ts";
import directory from "./effector.ts";

const account = (name: string, aliases: readonly string[] = []): Handle => ({
  kind: "account",
  id: `account:${name}`,
  name,
  knownTo: "inventory",
  aliases,
});

type More = Record<string, unknown> & { readonly limitMs?: number };

function open(slapd: Slapd, port: number, { limitMs, ...more }: More = {}, password = slapd.service.password): Effector {
  const settings = {
    kind: "openldap",
    url: `ldap://127.0.0.1:${port}`,
    base: `ou=people,${slapd.base}`,
    "bind-dn": slapd.service.dn,
    ...more,
  };
  return openEffector(directory, { name: "company-directory", settings, secrets: { password }, ...(limitMs ? { limitMs } : {}) });
}

const lock = (slapd: Slapd, uid: string, value: string, how = "add") =>
  slapd.write(`dn: ${slapd.dnOf(uid)}\nchangetype: modify\n${how}: pwdAccountLockedTime\npwdAccountLockedTime: ${value}\n`);

testEffector("directory-ldap on OpenLDAP", async (): Promise<EffectorScene | { missing: string }> => {
  const slapd = await startSlapd();
  if ("missing" in slapd) return slapd;
  const proxy = await startCuttingProxy({ port: slapd.port });
  return {
    effector: open(slapd, proxy.port, { limitMs: 1_000 }),
    verb: "disable-account",
    target: account("mara"),
    unknown: account("nobody-here"),
    ambiguous: account("twin"),
    bystander: account("joss"),
    viewOf: async ({ name }) => ({ locked: slapd.read(name, "pwdAccountLockedTime"), signsIn: slapd.signsIn(name) }),
    containByAnother: async () => lock(slapd, "mara", "000001010000Z"),
    refuse: async () => slapd.forbid(),
    loseAnswer: async () => proxy.loseAnswerTo(isLdapModify),
    fallSilent: async () => proxy.fallSilent(),
    slowReads: async (delayMs) => proxy.slowDown(delayMs),
    silenceMsMax: 1_000,
    pass: async () => proxy.heal(),
    close: () => proxy.stop().then(slapd.stop),
  };
});

async function withDirectory(
  t: TestContext,
  body: (slapd: Slapd, proxy: CuttingProxy, effector: Effector) => Promise<void>,
): Promise<void> {
  await ifThere(t, await startSlapd(), async (slapd) => {
    const proxy = await startCuttingProxy({ port: slapd.port });
    try {
      await body(slapd, proxy, open(slapd, proxy.port));
    } finally {
      await proxy.stop();
    }
  });
}

async function orderOn(effector: Effector, name: string): Promise<EffectOrder> {
  const target = account(name);
  const located = await effector.locate(target, "disable-account");
  return { effectId: "c-1.1", verb: "disable-account", target, located, parameters: {}, releaseAfterMs: null };
}

test("a suspended person cannot sign in, and can again after the undo", async (t) => {
  await withDirectory(t, async (slapd, _, effector) => {
    const order = await orderOn(effector, "mara");
    const { state } = await effector.observe(order);
    await effector.perform(order, nothingStops);
    assert.deepEqual([slapd.signsIn("mara"), slapd.signsIn("joss")], [false, true]);
    await effector.undo({ ...order, before: state }, nothingStops);
    assert.deepEqual([slapd.signsIn("mara"), slapd.read("mara", "pwdAccountLockedTime")], [true, []]);
  });
});

test("a lock that would wear off becomes one that does not, and undo puts back exactly the one that wears off", async (t) => {
  await withDirectory(t, async (slapd, _, effector) => {
    lock(slapd, "mara", "20260105101112Z");
    const order = await orderOn(effector, "mara");
    const { inForce, state } = await effector.observe(order);
    assert.equal(inForce, "no");
    await effector.perform(order, nothingStops);
    assert.deepEqual(slapd.read("mara", "pwdAccountLockedTime"), ["000001010000Z"]);
    await effector.undo({ ...order, before: state }, nothingStops);
    assert.deepEqual(slapd.read("mara", "pwdAccountLockedTime"), ["20260105101112Z"]);
  });
});

test("a name is only ever itself: no character of it reaches beyond the one entry", async (t) => {
  await withDirectory(t, async (slapd, _, effector) => {
    assert.notEqual(
      await effector.locate(account("odd*(name)\\"), "disable-account"),
      await effector.locate(account("mara"), "disable-account"),
    );
    for (const name of ["*", "m*", "mara)(uid=joss", "*)(objectClass=*", "mar\\61", "", "mara\u0000", "x".repeat(10_000)]) {
      await assert.rejects(effector.locate(account(name), "disable-account"), { code: "effector/no-target" }, name);
    }
    await assert.rejects(effector.locate(account("mara", ["joss"]), "disable-account"), { code: "effector/several-targets" });
    assert.equal(
      await effector.locate(account("Mara Example", ["mara"]), "disable-account"),
      await effector.locate(account("MARA"), "disable-account"),
    );
    const order = await orderOn(effector, "odd*(name)\\");
    await effector.perform(order, nothingStops);
    assert.deepEqual([slapd.signsIn("odd*(name)\\"), slapd.signsIn("mara")], [false, true]);
  });
});

test("a Unix account that is no person is locked like any other", async (t) => {
  await withDirectory(t, async (slapd, _, effector) => {
    const order = await orderOn(effector, "unix-only");
    assert.equal(slapd.signsIn("unix-only"), true);
    await effector.perform(order, nothingStops);
    assert.equal(slapd.signsIn("unix-only"), false);
    await assert.rejects(effector.locate(account("default"), "disable-account"), { code: "effector/no-target" });
  });
});

test("the domain before a backslash counts", async (t) => {
  await withDirectory(t, async (slapd, proxy) => {
    const effector = open(slapd, proxy.port, { "netbios-domain": "EXAMPLE" });
    await effector.locate(account("example\\mara"), "disable-account");
    await assert.rejects(effector.locate(account("OTHER\\mara"), "disable-account"), { code: "effector/no-target" });
  });
});

test("the account that Watchkeeper signs in with is never locked, whatever is asked", async (t) => {
  await withDirectory(t, async (slapd, proxy, effector) => {
    await assert.rejects(effector.locate(account("watchkeeper"), "disable-account"), { code: "effector/refused" });
    const located = await open(slapd, proxy.port, { "bind-dn": slapd.reader.dn }, slapd.reader.password).locate(
      account("watchkeeper"),
      "disable-account",
    );
    const order = {
      effectId: "c-1.1",
      verb: "disable-account",
      target: account("mara"),
      located,
      parameters: {},
      releaseAfterMs: null,
    } as const;
    for (const dn of [slapd.service.dn, slapd.service.dn.toUpperCase(), slapd.service.dn.replaceAll(",", " , ").replaceAll("=", " = ")]) {
      await assert.rejects(open(slapd, proxy.port, { "bind-dn": dn }).perform(order, nothingStops), { code: "effector/refused" });
    }
    assert.deepEqual(slapd.read("watchkeeper", "pwdAccountLockedTime"), []);
  });
});

test("another administrator's change at the same moment is never overwritten", async (t) => {
  await withDirectory(t, async (slapd, proxy, effector) => {
    const order = await orderOn(effector, "mara");
    proxy.cutBefore((question) => {
      if (isLdapModify(question)) lock(slapd, "mara", "20260105101112Z");
      return false;
    });
    await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
    assert.deepEqual(slapd.read("mara", "pwdAccountLockedTime"), ["20260105101112Z"]);
  });
});

test("a rename at the same moment never turns the lock on somebody else", async (t) => {
  await withDirectory(t, async (slapd, proxy, effector) => {
    const order = await orderOn(effector, "mara");
    let renamed = false;
    proxy.cutBefore((question) => {
      if (isLdapModify(question) && !renamed) {
        const move = (uid: string, to: string) =>
          slapd.write(`dn: ${slapd.dnOf(uid)}\nchangetype: modrdn\nnewrdn: uid=${to}\ndeleteoldrdn: 1\n`);
        move("mara", "mara.gone");
        move("joss", "mara");
        renamed = true;
      }
      return false;
    });
    await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
    assert.deepEqual([slapd.read("mara", "pwdAccountLockedTime"), slapd.read("mara.gone", "pwdAccountLockedTime")], [[], []]);
    // The account that was meant is found again under its new name.
    await effector.perform(order, nothingStops);
    assert.deepEqual(
      [slapd.read("mara", "pwdAccountLockedTime"), slapd.read("mara.gone", "pwdAccountLockedTime")],
      [[], ["000001010000Z"]],
    );
  });
});

test("undo leaves a lock alone that somebody else has changed since", async (t) => {
  await withDirectory(t, async (slapd, _, effector) => {
    const order = await orderOn(effector, "mara");
    const { state } = await effector.observe(order);
    await effector.perform(order, nothingStops);
    lock(slapd, "mara", "20260105101112Z", "replace");
    await assert.rejects(effector.undo({ ...order, before: state }, nothingStops), { code: "effector/refused" });
    assert.deepEqual(slapd.read("mara", "pwdAccountLockedTime"), ["20260105101112Z"]);
    for (const before of [{}, { locked: "no", value: null }, { locked: false, value: "x".repeat(100) }]) {
      await assert.rejects(effector.undo({ ...order, before }, nothingStops), { code: "effector/refused" });
    }
  });
});

test("what breaks on the way is told apart, in time, and without our password", async (t) => {
  await withDirectory(t, async (slapd, proxy, effector) => {
    const order = await orderOn(effector, "mara");
    const saying = (code: string) => (cause: unknown) => {
      assert.ok(cause instanceof SocError);
      assert.equal(cause.code, code);
      assert.doesNotMatch(JSON.stringify({ ...cause, stack: cause.stack, cause: String(cause.cause) }), /EXAMPLE/);
      return true;
    };
    await assert.rejects(open(slapd, proxy.port, {}, "wrong-EXAMPLE").check(), saying("connector/credentials"));
    await assert.rejects(
      open(slapd, proxy.port, { "bind-dn": slapd.reader.dn }, slapd.reader.password).perform(order, nothingStops),
      saying("effector/refused"),
    );
    proxy.cutBefore(isLdapModify);
    await assert.rejects(effector.perform(order, nothingStops), saying("connector/not-reached"));
    assert.equal((await effector.observe(order)).inForce, "no");
    const answer = Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, ...new Array(65_530).fill(0x41)]);
    proxy.flood(answer);
    await assert.rejects(effector.observe(order), saying("connector/not-reached"));
    proxy.flood(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n".repeat(100)));
    await assert.rejects(open(slapd, proxy.port, { limitMs: 1_000 }).observe(order), (cause) => cause instanceof SocError);
    await proxy.stop();
    await assert.rejects(effector.observe(order), saying("connector/not-reached"));
  });
});

test("TLS is verified, from the first byte and by StartTLS", async (t) => {
  await withDirectory(t, async (slapd) => {
    const ca = readFileSync(slapd.certificates.ca, "utf8");
    for (const more of [
      { url: `ldaps://127.0.0.1:${slapd.securePort}` },
      { url: `ldaps://localhost:${slapd.securePort}` },
      { url: `ldap://127.0.0.1:${slapd.port}`, "start-tls": true },
      { url: `ldap://localhost:${slapd.port}`, "start-tls": true },
    ]) {
      const order = await orderOn(open(slapd, 0, { ...more, ca }), "mara");
      assert.equal((await open(slapd, 0, { ...more, ca }).observe(order)).inForce, "no");
      await assert.rejects(open(slapd, 0, more).check(), { code: "connector/not-reached" });
    }
  });
});

test("what the directory must have is checked before anything depends on it", async (t) => {
  await withDirectory(t, async (slapd, proxy) => {
    const policy = `cn=default,ou=policies,${slapd.base}`;
    assert.match((await open(slapd, proxy.port, { "password-policy": policy }).check()).says, /heeds locks/);
    slapd.write(`dn: ${policy}\nchangetype: modify\nreplace: pwdLockout\npwdLockout: FALSE\n`);
    await assert.rejects(open(slapd, proxy.port, { "password-policy": policy }).check(), { code: "connector/bad-settings" });
    await assert.rejects(open(slapd, proxy.port, { base: `ou=nowhere,${slapd.base}` }).check(), { code: "connector/bad-settings" });
    await assert.rejects(open(slapd, proxy.port, { kind: "active-directory" }).check(), { code: "connector/bad-settings" });
  });
});

test("settings that would be unsafe are refused, by the name of the field", () => {
  const right = {
    kind: "openldap",
    url: "ldaps://directory.example.test",
    base: "dc=example,dc=test",
    "bind-dn": "cn=wk,dc=example,dc=test",
  };
  const opened = (more: object, password = "service-EXAMPLE") =>
    openEffector(directory, { name: "company-directory", settings: { ...right, ...more }, secrets: { password } });
  assert.deepEqual(opened({}).verbs, ["disable-account"]);
  for (const [field, more] of [
    ["url", { url: "ldap://directory.example.test" }],
    ["url", { url: "ldap://127.0.0.1.example.test" }],
    ["url", { url: "https://directory.example.test" }],
    ["url", { url: "ldaps://user:secret@directory.example.test" }],
    ["start-tls", { "start-tls": true }],
    ["base", { base: "everything" }],
    ["bind-dn", { "bind-dn": "watchkeeper" }],
    ["ca", { ca: "/nowhere/ca.pem" }],
    ["name-attributes.0", { "name-attributes": ["uid)(cn"] }],
    ["verify-tls", { "verify-tls": false }],
  ] as const) {
    assert.throws(
      () => opened(more),
      (cause) => cause instanceof SocError && cause.code === "connector/bad-settings" && cause.problem.includes(`"${field}"`),
      field,
    );
  }
  assert.throws(() => opened({}, ""), { code: "connector/bad-secret" });
});
