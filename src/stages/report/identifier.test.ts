import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalJson, uuid5 } from "./identifier.ts";
import { cyberObservables } from "./stix/cyber-observable.ts";

test("a version 5 UUID is the one of RFC 9562, appendix A.4", () => {
  assert.equal(uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
});

test("cyber-observables have the ids that STIX 2.1 (with its Errata 01) prints, and that other products derive", () => {
  const idOf = (type: "ip" | "domain", value: string) => cyberObservables({ type, value }).at(-1)?.id;
  assert.equal(idOf("domain", "example.com"), "domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7");
  assert.equal(idOf("ip", "198.51.100.3"), "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4");
  assert.equal(idOf("ip", "198.51.100.8"), "ipv4-addr--6c83081b-13af-5e30-ba30-6f401772a083");
  assert.equal(idOf("ip", "2001:db8::1"), "ipv6-addr--6469e3a9-b053-5e34-a025-9396ae051d26");
});

test("canonical JSON does not depend on the order in which an object was made, and is JSON", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const backwards = Object.fromEntries(Object.entries(object).reverse());
      assert.equal(canonicalJson(object), canonicalJson(backwards));
      assert.deepEqual(JSON.parse(canonicalJson(object)), JSON.parse(JSON.stringify(object)));
    }),
  );
  assert.equal(canonicalJson({ b: [1, "é"], a: { z: null } }), '{"a":{"z":null},"b":[1,"é"]}');
});
