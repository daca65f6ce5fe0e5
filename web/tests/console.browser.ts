import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserMissing, type Office, openOffice, type Part } from "./harness.ts";
import { ask } from "./parts/ask.ts";
import { autonomy } from "./parts/autonomy.ts";
import { caseParts } from "./parts/case-parts.ts";
import { casePictures } from "./parts/case-pictures.ts";
import { clocks } from "./parts/clocks.ts";
import { connectors } from "./parts/connectors.ts";
import { containment } from "./parts/containment.ts";
import { demo } from "./parts/demo.ts";
import { firstRun } from "./parts/first-run.ts";
import { further } from "./parts/further.ts";
import { governance } from "./parts/governance.ts";
import { handover } from "./parts/handover.ts";
import { hostile } from "./parts/hostile.ts";
import { journal } from "./parts/journal.ts";
import { lead } from "./parts/lead.ts";
import { playbooks } from "./parts/playbooks.ts";
import { quality } from "./parts/quality.ts";
import { settings } from "./parts/settings.ts";
import { together } from "./parts/together.ts";
import { triage } from "./parts/triage.ts";
import { verdict } from "./parts/verdict.ts";

// Guarantees: in a real browser, against the real service, people can do what the console is for; and no page makes an error, breaks its policy, asks another
// server, or shuts somebody out.

/** In this order: what comes later finds what the parts before left. `WATCHKEEPER_CONSOLE` names some of them, for whoever works on one page. */
const parts: Readonly<Record<string, Part>> = {
  firstRun,
  further,
  triage,
  verdict,
  together,
  caseParts,
  casePictures,
  containment,
  handover,
  connectors,
  playbooks,
  lead,
  autonomy,
  quality,
  clocks,
  governance,
  journal,
  settings,
  ask,
  hostile,
  demo,
};

const missing = browserMissing();
if (missing) {
  test("the console in a browser", (t) => {
    assert.equal(process.env.CI, undefined, missing);
    t.diagnostic(`not run: ${missing}`);
  });
} else {
  let held: Office | undefined;
  const office = () => held ?? assert.fail("the office is not open");
  before(
    async () => {
      held = await openOffice();
    },
    { timeout: 300_000 },
  );
  after(() => held?.close(), { timeout: 60_000 });
  const wanted = process.env.WATCHKEEPER_CONSOLE?.split(",");
  for (const [name, part] of Object.entries(parts)) if (name === "firstRun" || !wanted || wanted.includes(name)) part(office);
}
