import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { answerActorsLine } from "./attack-actors.ts";
import { answerMapLine } from "./attack-map.ts";
import { actorsMax, matchActors, tellingTechniquesMin } from "./match-actors.ts";
import { untrainedReader } from "./reader.ts";

const catalogue = loadAttackCatalogue();
const reader = untrainedReader(catalogue);
const groups = [...catalogue.groups()];
const known = groups.filter(({ techniques }) => techniques.length >= 25);

/** A small generator with a seed, so that the test is the same each time. */
function drawer(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state % below;
  };
}

describe("the groups that a case is consistent with", () => {
  test("are none when too little tells groups apart", () => {
    assert.deepEqual(matchActors({}, catalogue), []);
    assert.deepEqual(matchActors({ techniques: ["T1059.001", "T1105", "T1027", "T1071.001", "T1082", "T1083"] }, catalogue), []);
    const telling = known[0]!.techniques.slice(0, tellingTechniquesMin - 1);
    assert.deepEqual(matchActors({ techniques: telling }, catalogue), []);
  });

  test("hold the group whose techniques were seen", () => {
    for (const group of known.slice(0, 20)) {
      const found = matchActors({ techniques: group.techniques }, catalogue);
      assert.ok(
        found.some(({ id, consistentWith }) => id === group.id && consistentWith),
        group.name,
      );
    }
  });

  // Guarantees that agreement is corrected for chance: techniques drawn by how common they are fit no group.
  test("are rarely any for techniques put together by chance", () => {
    const draw = drawer(7);
    const pool = groups.flatMap(({ techniques }) => techniques);
    let wrong = 0;
    for (let round = 0; round < 100; round++) {
      const techniques = Array.from({ length: 12 }, () => pool[draw(pool.length)]!);
      if (matchActors({ techniques }, catalogue).some(({ consistentWith }) => consistentWith)) wrong++;
    }
    assert.ok(wrong <= 5, `${wrong} of 100`);
  });

  test("hold a group that is named, by any of its names, the first named first", () => {
    assert.equal(matchActors({ texts: ["The tools resemble those of Cozy Bear."] }, catalogue)[0]?.id, "G0016");
    const two = matchActors({ texts: ["Sandworm Team was here, unlike FIN7."] }, catalogue).map(({ id }) => id);
    assert.deepEqual(two, ["G0034", "G0046"]);
    assert.equal(matchActors({ labels: ["apt38"] }, catalogue)[0]?.id, "G0082");
  });

  test("do not come from everyday words or tools that all use", () => {
    assert.deepEqual(matchActors({ texts: ["A net result, in silence, at the team's anchor; mimikatz was used"] }, catalogue), []);
    assert.deepEqual(matchActors({ software: ["Mimikatz", "PsExec", "Net"] }, catalogue), []);
  });

  test("come from a tool that few have", () => {
    assert.equal(matchActors({ software: ["SUNBURST", "TEARDROP", "Raindrop"] }, catalogue)[0]?.id, "G0016");
  });

  // Guarantees the shape of every answer.
  test("are at most five, in order, with scores between 0 and 1", () => {
    const ids = [...catalogue.techniques()].map(({ id }) => id);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ids, "T9999", "__proto__"), { maxLength: 40 }), fc.string(), (techniques, text) => {
        const found = matchActors({ techniques, texts: [text] }, catalogue);
        assert.ok(found.length <= actorsMax);
        for (const { id, score } of found) assert.ok(score > 0 && score < 1 && groups.some((group) => group.id === id));
        assert.deepEqual(matchActors({ techniques, texts: [text] }, catalogue), found);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the attack commands", () => {
  test("answer a line with the id that came in", () => {
    const mapped = answerMapLine('{"id": 7, "text": "LSASS was dumped with procdump", "more": 1}', reader);
    assert.deepEqual("techniques" in mapped && [mapped.id, mapped.techniques[0]?.id], [7, "T1003.001"]);
    const actors = answerActorsLine(
      '{"id": "x", "text": "Cozy Bear again", "observables": [{"type": "ip", "value": "192.0.2.9"}]}',
      reader,
    );
    assert.deepEqual("actors" in actors && [actors.id, actors.actors[0]?.id], ["x", "G0016"]);
    assert.deepEqual(answerActorsLine('{"id": 1}', reader), { id: 1, actors: [] });
  });

  test("take techniques as ids or as claims", () => {
    const { techniques } = known[0]!;
    const asIds = answerActorsLine(JSON.stringify({ id: 1, techniques }), reader);
    const asClaims = answerActorsLine(JSON.stringify({ id: 1, techniques: techniques.map((id) => ({ id, confidence: 1 })) }), reader);
    assert.deepEqual(asIds, asClaims);
    assert.ok("actors" in asIds && asIds.actors.length > 0);
  });

  test("say what is wrong with a line", () => {
    assert.deepEqual(answerMapLine("nonsense", reader), { error: "not a line of JSON" });
    for (const line of ['{"id":1}', "[]", "null", '{"text":"x"}', '{"id":{},"text":""}'])
      assert.match(JSON.stringify(answerMapLine(line, reader)), /^\{"error":"[^"]+"\}$/);
    assert.match(
      JSON.stringify(answerActorsLine('{"id":1,"observables":[{"type":"nothing","value":"x"}]}', reader)),
      /"error":"observables\.0\.type/,
    );
  });

  // Guarantees that no line breaks the command.
  test("never throw", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.record({ id: fc.string(), text: fc.string() }).map((each) => JSON.stringify(each)),
        ),
        (line) => {
          assert.equal(typeof answerMapLine(line, reader), "object");
          assert.equal(typeof answerActorsLine(line, reader), "object");
        },
      ),
    );
  });
});
