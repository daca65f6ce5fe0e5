import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Inventory } from "../../core/asset/asset.ts";
import { indexInventory } from "../../core/asset/inventory-index.ts";
import { fallingWith, feltBy } from "./falling.ts";

const size = 6;
const pairs = fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 8 });
const name = (index: number) => `m-${index}`;

// An oracle that knows no index: walks every edge until nothing changes any more.
test("what falls with a machine, and which services stop or run on a last spare, is what walking every edge would find", () => {
  const world = fc.record({
    dependsOn: pairs,
    spares: pairs,
    users: pairs,
    services: fc.array(fc.nat(3), { minLength: size, maxLength: size }),
    contained: fc.subarray([0, 1, 2, 3, 4, 5]),
    target: fc.nat(size - 1),
  });
  let stops = 0;
  fc.assert(
    fc.property(world, ({ dependsOn, spares, users, services, contained, target }) => {
      const assets = services.map((service, index) => ({
        name: name(index),
        ...(service === 0 ? {} : { service: `s-${service}` }),
        "depends-on": dependsOn.flatMap(([from, on]) => (from === index ? [name(on)] : [])),
        "redundant-with": spares.flatMap(([from, to]) => (from === index ? [name(to)] : [])),
      }));
      const identities = Array.from({ length: size }, (_, user) => ({
        name: `u-${user}`,
        "usual-hosts": users.flatMap(([who, where]) => (who === user ? [name(where)] : [])),
      }));
      const index = indexInventory(Inventory.parse({ assets, identities }));
      const cut = new Set(contained.map((each) => `host:${name(each)}`));

      const standIns = (each: number) =>
        new Set(
          spares.flatMap(([a, b]) => (a === b ? [] : a === each ? [b] : b === each ? [a] : [])).filter((one) => !contained.includes(one)),
        );
      const gone = new Set([target]);
      if (standIns(target).size === 0)
        for (let round = 0; round < size; round++) for (const [from, on] of dependsOn) if (gone.has(on)) gone.add(from);
      const people = new Set(users.flatMap(([who, where]) => (gone.has(where) ? [who] : [])));
      const left = [...gone].map((each) => ({
        service: services[each]!,
        spares: [...standIns(each)].filter((one) => !gone.has(one)).length,
      }));
      const namesOf = (wanted: (spares: number) => boolean) =>
        [...new Set(left.flatMap((each) => (each.service > 0 && wanted(each.spares) ? [`s-${each.service}`] : [])))].toSorted();

      const falling = fallingWith(index.assetOf(name(target))!, index, cut);
      const felt = feltBy(falling, index, cut);
      assert.deepEqual(falling.map((each) => each.name).toSorted(), [...gone].map(name).toSorted());
      assert.equal(felt.users, people.size);
      const stopping = namesOf((count) => count === 0);
      assert.deepEqual(felt.stopping, stopping);
      assert.deepEqual(
        felt.lastSpare,
        namesOf((count) => count === 1).filter((service) => !stopping.includes(service)),
      );
      stops += stopping.length;
    }),
    { numRuns: 1_000 },
  );
  assert.ok(stops > 100);
});
