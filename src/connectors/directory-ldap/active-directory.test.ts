import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import type { Handle } from "../../core/containment/handle.ts";
import { SocError } from "../../core/soc-error.ts";
import type { EffectOrder, Effector } from "../../ports/effector.ts";
import { type EffectorScene, testEffector } from "../../testing/effector-contract.ts";
import { nothingStops } from "../../testing/guards.ts";
import { isLdapModify, startCuttingProxy } from "../../testing/real/cutting-proxy.ts";
import { ifThere } from "../../testing/real/if-there.ts";
import { openEffector } from "../../testing/real/open-effector.ts";
import type { Missing } from "../../testing/real/part.ts";
import { type SambaDomain, startSamba } from "../../testing/real/samba.ts";
import directory from "./effector.ts";

// A domain takes seconds to make, so that all tests share one; each has accounts of its own in it.
let started: Promise<SambaDomain | Missing> | undefined;
const domainOf = () => {
  started ??= startSamba();
  return started;
};
const shared = async () => {
  const domain = await domainOf();
  return "missing" in domain ? domain : { ...domain, stop: async () => {} };
};
after(async () => {
  const domain = await started;
  if (domain !== undefined && !("missing" in domain)) await domain.stop();
});

let accounts = 0;
const freshName = () => `person${accounts++}`;

const account = (name: string): Handle => ({ kind: "account", id: `account:${name}`, name, knownTo: "inventory", aliases: [] });

function open(
  domain: SambaDomain,
  port = domain.securePort,
  { limitMs, ...more }: Record<string, unknown> & { readonly limitMs?: number } = {},
): Effector {
  const settings = {
    kind: "active-directory",
    url: `ldaps://127.0.0.1:${port}`,
    ca: readFileSync(domain.certificates.ca, "utf8"),
    base: domain.base,
    "bind-dn": domain.service.dn,
    ...more,
  };
  return openEffector(directory, {
    name: "corp",
    settings,
    secrets: { password: domain.service.password },
    ...(limitMs ? { limitMs } : {}),
  });
}

testEffector("directory-ldap on Active Directory (Samba)", async (): Promise<EffectorScene | Missing> => {
  const domain = await shared();
  if ("missing" in domain) return domain;
  const proxy = await startCuttingProxy({ path: domain.secureSocket }, domain.certificates);
  const [target, bystander] = [freshName(), freshName()];
  for (const name of [target, bystander]) domain.addUser(name);
  if (accounts === 2)
    for (const name of [freshName(), freshName()]) domain.tool("user", "create", name, domain.password, "--description=two of them");
  return {
    effector: open(domain, proxy.port, { limitMs: 2_000, "name-attributes": ["sAMAccountName", "userPrincipalName", "description"] }),
    verb: "disable-account",
    target: account(target),
    unknown: account("nobody-here"),
    ambiguous: account("two of them"),
    bystander: account(bystander),
    viewOf: async ({ name }) => ({ bits: domain.read(name, "userAccountControl"), signIn: domain.signIn(name) }),
    containByAnother: async () => void domain.tool("user", "disable", target),
    refuse: async () => domain.forbid(target),
    loseAnswer: async () => proxy.loseAnswerTo(isLdapModify),
    fallSilent: async () => proxy.fallSilent(),
    silenceMsMax: 2_000,
    pass: async () => proxy.heal(),
    close: proxy.stop,
  };
});

async function orderOn(effector: Effector, name: string): Promise<EffectOrder> {
  const target = account(name);
  const located = await effector.locate(target, "disable-account");
  return { effectId: "c-1.1", verb: "disable-account", target, located, parameters: {}, releaseAfterMs: null };
}

test("a suspended person is told so by the domain, keeps every other bit, and signs in again after the undo", async (t) => {
  await ifThere(t, await shared(), async (domain) => {
    const name = freshName();
    domain.addUser(name);
    domain.write(name, 0x200 | 0x10000 | 0x20);
    const effector = open(domain);
    const order = await orderOn(effector, name);
    const { state } = await effector.observe(order);
    await effector.perform(order, nothingStops);
    assert.deepEqual([domain.signIn(name), domain.read(name, "userAccountControl")], ["533", String(0x200 | 0x10000 | 0x20 | 0x2)]);
    // Somebody changes another bit while it is suspended: undo takes back ours alone.
    domain.write(name, 0x200 | 0x10000 | 0x2);
    await effector.undo({ ...order, before: state }, nothingStops);
    assert.deepEqual([domain.signIn(name), domain.read(name, "userAccountControl")], ["yes", String(0x200 | 0x10000)]);
  });
});

test("another administrator's change at the same moment is never overwritten", async (t) => {
  await ifThere(t, await shared(), async (domain) => {
    const proxy = await startCuttingProxy({ path: domain.secureSocket }, domain.certificates);
    try {
      const name = freshName();
      domain.addUser(name);
      const effector = open(domain, proxy.port);
      const order = await orderOn(effector, name);
      proxy.cutBefore((question) => {
        if (isLdapModify(question)) domain.write(name, 0x200 | 0x10000);
        return false;
      });
      await assert.rejects(effector.perform(order, nothingStops), { code: "effector/refused" });
      assert.equal(domain.read(name, "userAccountControl"), String(0x200 | 0x10000));
    } finally {
      await proxy.stop();
    }
  });
});

test("machines, tickets' account, built-in administrator and our own account are never disabled", async (t) => {
  await ifThere(t, await shared(), async (domain) => {
    const effector = open(domain);
    for (const name of ["Administrator", "krbtgt", "watchkeeper", "watchkeeper@corp.test", "CORP\\krbtgt", domain.service.dn]) {
      await assert.rejects(
        effector.locate(account(name), "disable-account"),
        (cause) => cause instanceof SocError && /refused|no-target/.test(cause.code),
        name,
      );
    }
    const machine = /^(\S+\$)$/m.exec(domain.tool("computer", "list"))?.[1] ?? "";
    assert.notEqual(machine, "");
    await assert.rejects(effector.locate(account(machine), "disable-account"), { code: "effector/no-target" });
    assert.deepEqual([domain.read("krbtgt", "userAccountControl"), domain.read("Administrator", "userAccountControl")], ["514", "512"]);
  });
});

test("names are those of this domain: short, in full, or behind its own prefix", async (t) => {
  await ifThere(t, await shared(), async (domain) => {
    const name = freshName();
    domain.addUser(name);
    const effector = open(domain, domain.securePort, { "netbios-domain": "CORP" });
    const located = await effector.locate(account(name), "disable-account");
    for (const same of [`corp\\${name}`, `${name}@corp.test`, name.toUpperCase()]) {
      assert.equal(await effector.locate(account(same), "disable-account"), located);
    }
    for (const other of [`OTHER\\${name}`, `${name}@other.test`, `${name}*`, `<GUID=${located}>`]) {
      await assert.rejects(effector.locate(account(other), "disable-account"), { code: "effector/no-target" }, other);
    }
  });
});

test("an account outside the base is not reached by its id either", async (t) => {
  await ifThere(t, await shared(), async (domain) => {
    const name = freshName();
    domain.addUser(name, "CN=Users");
    const order = await orderOn(open(domain), name);
    const narrow = open(domain, domain.securePort, { base: domain.people });
    await assert.rejects(narrow.locate(account(name), "disable-account"), { code: "effector/no-target" });
    await assert.rejects(narrow.perform(order, nothingStops), { code: "effector/refused" });
    await assert.rejects(
      narrow.perform({ ...order, located: `${order.located}>,${domain.people}` }, nothingStops),
      (cause) => cause instanceof Error,
    );
    assert.equal(domain.read(name, "userAccountControl"), "512");
    // Found, but beyond the right that was delegated to us.
    await assert.rejects(open(domain).perform(order, nothingStops), { code: "effector/refused" });
  });
});
