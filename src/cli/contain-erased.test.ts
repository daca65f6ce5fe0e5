import assert from "node:assert/strict";
import { test } from "node:test";
import { containmentFolder } from "../testing/containment-folder.ts";

// Guarantees: after the personal data of an investigation was erased, people still see what was proposed of it and what became of that, and that the case
// itself can be read no more; the record of containment names what the threat model says that it names.
test("what was proposed of an investigation is still shown when that was erased, and says so", async () => {
  const folder = containmentFolder();
  try {
    await folder.adoptOrders("effectors:\n  - name: fw\n    product: nftables\n    for: [block-address]\n    settings: {}\n");
    await folder.investigate("office", { account: "zyxquux77", address: "198.51.100.7" });
    await folder.ok("contain", "propose", "--world", "office");
    const before = await folder.ok("contain", "show", "c-1");
    assert.doesNotMatch(before.out, /was erased/);
    const erasing = await folder.ok("journal", "erase", "--world", "office", "--as", "mara", "--because", "asked for");
    assert.match(erasing.err, /1 action of what is erased waits or is in force:\n +c-1 .*block-address 198\.51\.100\.7/);
    const listed = await folder.ok("contain", "list", "--all");
    assert.match(listed.out, /c-1 .*198\.51\.100\.7/);
    const shown = await folder.ok("contain", "show", "c-1");
    assert.match(shown.out, /not known .*the personal data of its investigation was erased/);
    assert.match(shown.out, /case-1 of office/);
    const erased = await folder.cli("journal", "erase", "--world", "containment", "--as", "mara", "--because", "asked for");
    assert.notEqual(erased.status, 0);
    assert.match(erased.err, /journal\/not-erasable/);
  } finally {
    folder.remove();
  }
});
