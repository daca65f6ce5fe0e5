import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { refusalOf } from "../../core/containment/decide.ts";
import type { ContainmentRole } from "../../core/containment/orders.ts";
import { approverKeyOf } from "../../core/containment/passkey-signature.ts";
import { bytesToSign, type Signable } from "../../core/containment/to-sign.ts";
import type { Person } from "../../core/person/person.ts";
import { memoryJournalStore } from "../../storage/memory/memory-journal.ts";
import { openScene } from "../../testing/containment-scene.ts";
import { deskParts, testOrdersDigest } from "../../testing/containment-world.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryEffector } from "../../testing/memory-effector.ts";
import { memoryProduct } from "../../testing/memory-product.ts";
import { type Manner, softPasskey } from "../../testing/soft-passkey.ts";
import { openDesk } from "./desk.ts";

const home = { origin: "https://soc.example.test", host: "soc.example.test" };

/** Somebody who approves with a passkey; what they sign is as the browser gives it, in whatever form it comes. */
function passkeyPerson(name: string, roles: readonly ContainmentRole[], algorithm: "es256" | "ed25519") {
  const passkey = softPasskey(algorithm, home);
  return {
    by: `person:${name}` as Person,
    line: { name, roles, "public-key": approverKeyOf(passkey.id, passkey.cose), origins: [home.origin] },
    sign(bytes: Uint8Array, how?: Partial<Manner>): string {
      const { clientDataJSON, authenticatorData, signature } = passkey.show(
        createHash("sha256").update(bytes).digest("base64url"),
        how,
      ).response;
      return JSON.stringify({ signature, clientDataJSON, authenticatorData });
    },
  };
}

function company() {
  const people = {
    anna: passkeyPerson("anna", ["admin", "lead"], "es256"),
    bela: passkeyPerson("bela", ["admin"], "ed25519"),
    omar: passkeyPerson("omar", ["responder"], "es256"),
  };
  const clock = fakeClock(Date.UTC(2026, 4, 5, 9));
  const journal = memoryJournalStore();
  const product = memoryProduct({ targets: { "d-1": ["account:user-1"] } });
  const orders = { people: Object.values(people).map(({ line }) => line) };
  const parts = () => deskParts({ effectors: [memoryEffector({ product })], clock, journal, orders });
  return { people, clock, parts };
}

type Somebody = ReturnType<typeof passkeyPerson>;

describe("people who sign with passkeys", () => {
  test("adopt orders and approve; the pass carries it out, and another process reads it the same", async () => {
    const { people, parts } = company();
    const scene = await openScene(parts());
    const { desk, bench } = scene;
    const signed = (person: Somebody, command: Signable, how?: Partial<Manner>) =>
      person.sign(bytesToSign(command, desk.state, { orders: bench.orders }), how);
    for (const person of [people.anna, people.bela]) {
      const command = { type: "SignOrders", digest: testOrdersDigest, people: bench.orders.people, by: person.by } as const;
      await desk.obey({ ...command, signature: signed(person, command) });
    }
    const id = await scene.propose({ user: 1 });
    const { digest } = desk.state.actions.get(id)!;
    const approve = async (person: Somebody, how?: Partial<Manner>, about = digest) => {
      const command = { type: "ApproveAction", by: people.omar.by, id, digest, breakGlass: false, because: "seen on two sensors" } as const;
      const facts = await desk.obey({ ...command, signature: signed(person, { ...command, digest: about }, how) });
      const declined = facts.find((fact) => fact.type === "ApprovalDeclined");
      return declined ? refusalOf(declined).code : "counted";
    };
    const refused = "containment/bad-signature";
    assert.equal(await approve(people.anna), refused, "another's passkey");
    assert.equal(await approve(people.omar, { origin: "https://evil.test" }), refused, "a page elsewhere");
    assert.equal(await approve(people.omar, { flags: 0x01 }), refused, "nobody verified");
    assert.equal(await approve(people.omar, {}, `sha256:${"0".repeat(64)}`), refused, "another action");
    assert.equal(await approve(people.omar), "counted");
    assert.equal(await approve(people.omar), "containment/already-approved");
    await scene.pass();
    assert.equal(scene.statusOf(id), "confirmed");
    const again = await openDesk(parts());
    assert.equal(again.state.actions.get(id)?.status, "confirmed");
    assert.equal(again.state.orders?.digest, testOrdersDigest, "the adoption is borne out by the signatures on the record");
  });

  test("stand on the pages of the orders: with other origins in force what was approved does not count any more", async () => {
    const { people, parts } = company();
    const scene = await openScene(parts());
    const { desk, bench } = scene;
    for (const person of [people.anna, people.bela]) {
      const command = { type: "SignOrders", digest: testOrdersDigest, people: bench.orders.people, by: person.by } as const;
      await desk.obey({ ...command, signature: person.sign(bytesToSign(command, desk.state, { orders: bench.orders })) });
    }
    const id = await scene.propose({ user: 1 });
    const command = {
      type: "ApproveAction",
      by: people.omar.by,
      id,
      digest: desk.state.actions.get(id)!.digest,
      breakGlass: false,
      because: "b",
    } as const;
    await desk.obey({ ...command, signature: people.omar.sign(bytesToSign(command, desk.state, { orders: bench.orders })) });
    const moved = parts();
    const elsewhere = moved.orders.people.map((each) => ({ ...each, origins: ["https://elsewhere.example.test"] }));
    const other = await openScene({ ...moved, orders: { ...moved.orders, people: elsewhere } });
    await other.pass();
    assert.notEqual(other.statusOf(id), "confirmed");
  });
});
