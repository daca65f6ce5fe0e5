import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import type { Handle } from "../../core/containment/handle.ts";
import type { SocError } from "../../core/soc-error.ts";
import { nothingStops } from "../../testing/guards.ts";
import { signInNamesOf } from "./account-name.ts";
import { addressOf, addressShape } from "./address-target.ts";
import { changeAnswer, readAnswer } from "./answer.ts";
import { boundedEffector, type EffectorBody, onlyOne } from "./effector.ts";
import { hostNamesOf, isSameHost } from "./host-name.ts";
import type { Outcome } from "./http.ts";

const clock = { nowMs: () => Date.now(), sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal }) };
const handle = (name: string, aliases: readonly string[] = [], kind: Handle["kind"] = "host"): Handle => ({
  kind,
  id: `${kind}:${name}`,
  name,
  knownTo: "inventory",
  aliases,
});
const order = {
  effectId: "c-1.1",
  verb: "isolate-host",
  target: handle("ws-1"),
  located: "1",
  parameters: {},
  releaseAfterMs: null,
} as const;

function bounded(more: Partial<EffectorBody> = {}, limitMs = 100) {
  const body: EffectorBody = {
    name: "edge",
    product: "Edge",
    provenOn: "a double",
    verbs: ["isolate-host", "kill-process"],
    located: /^\d+$/,
    locate: async () => "1",
    observe: async () => ({ inForce: "no", state: {}, says: "no" }),
    perform: async () => ({ says: "done" }),
    undo: async () => ({ says: "undone" }),
    check: async () => ({ says: "answers" }),
    ...more,
  };
  return boundedEffector(body, clock, limitMs);
}

describe("an effector within its bounds", () => {
  test("knows only its verbs, ids of its shape, and targets that the verb is for", async () => {
    const effector = bounded();
    await assert.rejects(effector.perform({ ...order, verb: "block-address" }, nothingStops), { code: "effector/unknown-verb" });
    await assert.rejects(effector.perform({ ...order, located: "1 2" }, nothingStops), { code: "effector/refused" });
    await assert.rejects(effector.locate(handle("mara", [], "account"), "isolate-host"), { code: "effector/no-target" });
    await assert.rejects(bounded({ locate: async () => "../2" }).locate(handle("ws-1"), "isolate-host"), { code: "effector/no-target" });
    assert.equal(await effector.locate(handle("ws-1"), "isolate-host"), "1");
  });

  test("never undoes what has no undo", async () => {
    let undone = 0;
    const effector = bounded({
      undo: async () => {
        undone++;
        return { says: "undone" };
      },
    });
    await assert.rejects(effector.undo({ ...order, verb: "kill-process", before: {} }, nothingStops), { code: "effector/irreversible" });
    assert.equal(undone, 0);
  });

  test("every call ends in time, even one that listens to nothing", async () => {
    const never = () => new Promise<never>(() => undefined);
    const effector = bounded({ locate: never, observe: never, perform: never, undo: never, check: never }, 20);
    const calls = [
      effector.locate(handle("ws-1"), "isolate-host"),
      effector.observe(order),
      effector.perform(order, nothingStops),
      effector.undo({ ...order, before: {} }, nothingStops),
      effector.check(),
    ];
    const codes = (await Promise.allSettled(calls)).map((call) => call.status === "rejected" && (call.reason as SocError).code);
    const [late, nothing] = ["connector/too-late", "effector/refused"];
    assert.deepEqual(codes, [late, late, nothing, nothing, late]);
  });

  test("none and several are refused; nobody chooses", () => {
    assert.equal(onlyOne("edge", handle("ws-1"), [7]), 7);
    assert.throws(() => onlyOne("edge", handle("ws-1"), []), { code: "effector/no-target" });
    assert.throws(() => onlyOne("edge", handle("ws-1"), [7, 7]), { code: "effector/several-targets" });
  });
});

describe("what an answer means for a change", () => {
  const answered = (status: number): Outcome => ({ kind: "answered", status, header: () => undefined, bytes: new Uint8Array() });
  const codeOf = (run: () => unknown) => {
    try {
      run();
      return "done";
    } catch (error) {
      return (error as SocError).code;
    }
  };

  test("every status is done, surely not done, or unknown; nothing is guessed", () => {
    for (let status = 100; status <= 599; status++) {
      const wanted =
        status >= 200 && status <= 299
          ? "done"
          : status >= 400 && status <= 499 && status !== 408
            ? "effector/refused"
            : "connector/unexpected-answer";
      assert.equal(
        codeOf(() => changeAnswer("edge", answered(status))),
        wanted,
        String(status),
      );
      const read = status === 401 || status === 403 ? "connector/credentials" : wanted === "done" ? "done" : "connector/unexpected-answer";
      assert.equal(
        codeOf(() => readAnswer("edge", answered(status))),
        read,
        String(status),
      );
    }
  });
});

describe("which machine it is", () => {
  test("a full name agrees as a whole, a short one with any that begins with it", () => {
    const names = hostNamesOf(handle("WS-1.example.test.", ["ws-1", "10.0.0.7", "2001:db8::7"]));
    assert.deepEqual(names, ["ws-1", "ws-1.example.test"]);
    assert.equal(isSameHost(names, "WS-1"), true);
    assert.equal(isSameHost(names, "ws-1.example.test."), true);
    assert.equal(isSameHost(names, "ws-1", "Example.test"), true);
    assert.equal(isSameHost(names, "ws-1", "EXAMPLE"), true);
    assert.equal(isSameHost(names, "ws-1.other.test"), false);
    assert.equal(isSameHost(names, "ws-1", "other.test"), false);
    assert.equal(isSameHost(names, "ws-10"), false);
    assert.equal(isSameHost(names, "ws-1\u0430.example.test"), false);
    assert.equal(isSameHost(["ws-1"], "ws-1.anywhere.test"), true);
    assert.equal(isSameHost(["ws-1.example.test", "db"], "db.example.test"), true);
  });

  // Guarantees that no name from an inventory or a product makes a machine of another full name ours.
  test("two different full names are two machines", () => {
    const label = fc.stringMatching(/^[a-z0-9]{1,3}$/);
    const full = fc.tuple(label, label, label).map((parts) => parts.join("."));
    fc.assert(
      fc.property(full, full, (ours, theirs) => {
        const short = ours.split(".")[0] ?? "";
        assert.equal(isSameHost(hostNamesOf(handle(ours, [short])), theirs), ours === theirs);
      }),
    );
  });

  test("nothing that could change a search is ever a name", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { maxLength: 30 }), (name, aliases) => {
        for (const each of hostNamesOf(handle(name, aliases))) assert.match(each, /^[a-z0-9_.-]{1,253}$/);
        for (const each of signInNamesOf(handle(name, aliases, "account"), "example.test"))
          assert.match(each, /^[\p{L}\p{N}._+-]+@[a-z0-9.-]+$/u);
        assert.ok(hostNamesOf(handle(name, aliases)).length <= 16);
      }),
    );
  });
});

describe("which account and which address it is", () => {
  test("a plain name is completed by the domain of the settings, and only by it", () => {
    assert.deepEqual(signInNamesOf(handle("Mara", ["mara@other.test"], "account"), "Example.test"), [
      "mara@example.test",
      "mara@other.test",
    ]);
    assert.deepEqual(signInNamesOf(handle("mara", [], "account"), undefined), []);
    assert.deepEqual(signInNamesOf(handle("EXAMPLE\\mara", [], "account"), "example.test"), []);
  });

  test("an address has one spelling, and the shape says so", () => {
    const address = (name: string) => addressOf("edge", handle(name, [], "address"));
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        try {
          assert.match(address(text), addressShape);
        } catch (error) {
          assert.equal((error as SocError).code, "effector/no-target");
        }
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        try {
          assert.equal(address(address(text)), address(text));
          assert.match(address(text), addressShape);
        } catch (error) {
          assert.equal((error as SocError).code, "effector/no-target");
        }
      }),
    );
    assert.throws(() => address("198.51.100.0/24"), { code: "effector/several-targets" });
    assert.throws(() => address("0x7f.1"), { code: "effector/no-target" });
  });
});
