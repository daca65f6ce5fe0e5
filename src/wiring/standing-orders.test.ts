import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { SocError } from "../core/soc-error.ts";
import { ordersDigestOf, parseStandingOrders, readStandingOrders } from "./standing-orders.ts";

// Guarantees of reading standing orders: what is misspelt is named by its place and nothing is assumed, two people are two people,
// and the digest that admins sign changes with everything that matters and with nothing that does not.

const key = () =>
  `ed25519:${Buffer.from(generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" }).x ?? "", "base64url").toString("base64")}`;
const keys = [key(), key(), key()];
const orders = (more = "") => `
people:
  - { name: mara, roles: [admin, responder], public-key: "${keys[0]}" }
  - { name: joss, roles: [admin, lead], public-key: "${keys[1]}" }
${more}`;
const parse = (text: string) => parseStandingOrders(text, "containment.yaml");
const refusal = (text: string): SocError => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof SocError) return error;
    throw error;
  }
  assert.fail("it was taken");
};

describe("standing orders", () => {
  test("what is left out has its safe default", () => {
    const read = parse(orders());
    assert.equal(read.tenant, "default");
    assert.equal(read.budgets["per-hour"], 5);
    assert.equal(read["approval-minutes"], 240);
    assert.deepEqual(read.effectors, []);
    assert.deepEqual(parse("").people, []);
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ["a word that there is not", orders("budget: { per-hour: 5 }"), /budget/],
    ["a number out of range", orders("budgets: { per-hour: -1 }"), /line 5: "budgets\.per-hour"/],
    ["a share above one", orders("budgets:\n  standing-share: 5"), /line 6: "budgets\.standing-share"/],
    ["a role that there is not", orders().replace("lead", "boss"), /line 4: "people\.1\.roles\.1"/],
    ["no YAML", orders("budgets: [")!, /it is not YAML/],
    ["one key twice", orders("tenant: a\ntenant: b"), /it is not YAML/],
    ["a text instead of a list", orders("effectors: all"), /"effectors"/],
    ["an address that is none", orders('protected: { addresses: ["192.0.2.0/24", "192.0.2.999"] }'), /"protected\.addresses\.1"/],
    ["two people with one key", orders().replaceAll(keys[1]!, keys[0]!), /two people with one key would be one person/],
    ["two people with one name in two spellings", orders().replace("joss", "MARA"), /"people\.1\.name"/],
    ["one admin", orders().replace("admin, lead", "lead"), /two must sign/],
    ["a key of the right length that is no key", orders().replace(keys[1]!, `ed25519:${"A".repeat(42)}B=`), /is no Ed25519 key/],
    [
      "an effector twice",
      orders(
        "effectors:\n  - { name: edge, product: nftables, for: [block-address] }\n  - { name: edge, product: nftables, for: [block-address] }",
      ),
      /"effectors\.1\.name"/,
    ],
    [
      "infinity",
      orders("effectors:\n  - { name: edge, product: nftables, for: [block-address], settings: { a: .inf } }"),
      /JSON has no word/,
    ],
    [
      "aliases without end",
      `a: &a [x]\n${Array.from(
        { length: 40 },
        (_, i) =>
          `b${i}: &b${i} [${Array(9)
            .fill(i === 0 ? "*a" : `*b${i - 1}`)
            .join(",")}]`,
      ).join("\n")}`,
      /unfold without end/,
    ],
  ];
  for (const [what, text, problem] of wrong)
    test(`${what} is refused by its place`, () => {
      const { code, problem: said, remedy } = refusal(text);
      assert.equal(code, "orders/malformed");
      assert.match(said, problem);
      assert.match(remedy, /Nothing is carried out/);
    });

  test("every mistake is named, not only the first", () => {
    const { problem } = refusal(orders("tenant: Not A Tenant\nbudgets: { per-hour: -1, standing-share: 3 }\neffectors: 7"));
    for (const place of ["tenant", "budgets.per-hour", "budgets.standing-share", "effectors"])
      assert.ok(problem.includes(`"${place}"`), problem);
  });

  test("no text makes the reader throw anything but its own refusal", () => {
    const piece = fc.constantFrom(
      "people",
      ":",
      " ",
      "\n",
      "- ",
      "{",
      "}",
      "[",
      "]",
      "&a",
      "*a",
      "!!js",
      "__proto__",
      "null",
      "'",
      '"',
      "#",
      "0x",
      "~",
      "\t",
      "%",
      "|",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join("")),
        ),
        (text) => {
          try {
            parse(text);
          } catch (error) {
            assert.ok(error instanceof SocError && error.code === "orders/malformed", String(error));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("the digest that admins sign", () => {
  test("does not depend on layout, and changes with each value and with the policies", () => {
    const digest = ordersDigestOf(parse(orders("budgets: { per-hour: 3 }")), "sha256:p");
    assert.match(digest, /^sha256:[0-9a-f]{64}$/);
    assert.equal(ordersDigestOf(parse(`# words\n${orders("budgets:\n    per-hour: 3 # few\n")}`), "sha256:p"), digest);
    const others = [
      ordersDigestOf(parse(orders("budgets: { per-hour: 4 }")), "sha256:p"),
      ordersDigestOf(parse(orders("budgets: { per-hour: 3 }")), "sha256:q"),
      ordersDigestOf(parse(orders("budgets: { per-hour: 3 }").replace("lead", "responder")), "sha256:p"),
      ordersDigestOf(parse(orders("budgets: { per-hour: 3 }").replace(keys[1]!, keys[2]!)), "sha256:p"),
    ];
    assert.equal(new Set([digest, ...others]).size, 5);
  });
});

describe("the file", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "orders-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("is read with the folder that its paths begin at", async () => {
    writeFileSync(join(folder, "containment.yaml"), orders());
    const read = await readStandingOrders(join(folder, "containment.yaml"));
    assert.equal(read.folder, folder);
    assert.equal(read.orders.people.length, 2);
  });

  test("that is not there, is a folder, or is far too large is refused", async () => {
    await assert.rejects(readStandingOrders(join(folder, "gone.yaml")), { code: "orders/not-readable" });
    await assert.rejects(readStandingOrders(folder), { code: "orders/not-readable" });
    writeFileSync(join(folder, "large.yaml"), "#".repeat(5 * 1_048_576));
    await assert.rejects(readStandingOrders(join(folder, "large.yaml")), { code: "orders/malformed" });
  });
});
