import type { StopScope } from "../core/containment/containment.ts";
import { resumersMin } from "../core/containment/kill-switch.ts";
import { approverNamed, hasRole } from "../core/containment/people.ts";
import { SocError } from "../core/soc-error.ts";
import { killSwitchOf } from "../engine/containment-status.ts";
import { badOption, type Command, readOptions } from "./command.ts";
import { containmentOptions, type Doing, reasonIn, withContainment } from "./contain-options.ts";
import { signingOf } from "./contain-sign.ts";
import { factLine, named, switchLines } from "./contain-text.ts";

const options = { ...containmentOptions, effector: { type: "string" } } as const;

/** `watchkeeper resume`: one of the two admins without whom a stop does not end. */
export const resume: Command = {
  name: "resume",
  summary: "ask to end a stop; it ends when a second admin has asked too",
  usage: `watchkeeper resume --as NAME --key FILE --because TEXT [--effector NAME]

  --as NAME, --key FILE  an admin of the standing orders in force, and their key
  --because TEXT         why it is safe to go on
  --effector NAME        end the stop of this effector alone
  --data-dir DIR         the data folder of the installation (or DATABASE_URL)
  --orders FILE          the standing orders (default: containment.yaml in the data folder)
  --json                 print the outcome as JSON

  The file STOP is removed when the second admin has asked, and not before; taking it away by hand resumes nothing.`,
  async run(words, system, terminal) {
    const { values, positionals } = readOptions(words, options);
    if (positionals.length > 0) throw badOption(`resume takes no "${(positionals[0] ?? "").slice(0, 80)}"`);
    const because = reasonIn(values);
    const scope: StopScope = values.effector === undefined ? "all" : `effector:${values.effector}`;
    return withContainment({ values, system, terminal }, async (doing) => {
      const { desk } = doing.containment;
      const stopSwitch = system.stopSwitch(doing.folder);
      const ofTenant = system.stopSwitch(doing.folder, doing.store.forService.tenant);
      if (scope === "all") {
        await noteFile(doing);
        // What the second admin's word could not undo, the first one's does not begin: nothing is counted.
        const hindrance = await stopSwitch.hindrance();
        if (hindrance !== undefined) throw notRemovable(hindrance);
      }
      const { by, signatureOf } = await signingOf(doing, values);
      const command = { type: "AskResume", scope, by } as const;
      const facts = await desk.obey({ ...command, because, signature: signatureOf(command) });
      const resumed = facts.some(({ type }) => type === "Resumed");
      if (resumed && scope === "all") for (const each of [stopSwitch, ofTenant]) await each.lower();
      const state = killSwitchOf(desk.state, { place: stopSwitch.place, reading: await ofTenant.read() });
      if (values.json) terminal.out(`${JSON.stringify({ facts, killSwitch: state })}\n`);
      else {
        for (const fact of facts) terminal.out(`${factLine(fact)}\n`);
        if (!resumed) terminal.out(`${whoIsMissing(scope, doing)}\n`);
        for (const line of switchLines(state)) terminal.out(`${line}\n`);
      }
      if (resumed && scope === "all" && state.stopped) throw stillStopped(state.file.because ?? "the record says so");
      return 0;
    });
  },
};

/** A file that was touched by hand is a stop like any other: it is put on the record first, so that two people end that very stop. */
async function noteFile({ system, folder, store, containment: { desk } }: Doing): Promise<void> {
  const reading = await system.stopSwitch(folder, store.forService.tenant).read();
  if (reading.stopped && !desk.state.stops.has("all"))
    await desk.obey({ type: "Stop", scope: "all", by: "file", because: reading.because });
}

function whoIsMissing(scope: StopScope, { containment: { desk }, orders }: Doing): string {
  const asked = desk.state.stops.get(scope)?.resumeAskedBy ?? [];
  const others = orders.orders.people.filter((person) => hasRole(person, "admin") && !asked.some(({ by }) => approverNamed([person], by)));
  const names = others.map(({ name }) => named(name)).join(" or ");
  return `STILL STOPPED: ${asked.length} of ${resumersMin} admins have asked. Still needed: ${names || "an admin, of whom there is no other"}\n  watchkeeper resume --as NAME --key FILE --because TEXT`;
}

const notRemovable = (hindrance: string) =>
  new SocError({
    code: "stop/not-removable",
    problem: `nothing was resumed, and nobody's word was counted: ${hindrance}`,
    remedy: "remove it by hand, or have somebody do it who may, and run resume again; until then it stays stopped",
    retry: "never",
  });

const stillStopped = (because: string) =>
  new SocError({
    code: "stop/still-stopped",
    problem: `two admins have resumed, and it is still stopped: ${because}`,
    remedy: "remove the file STOP from the data folder by hand, or mend what keeps it from being read; then look at watchkeeper status",
    retry: "never",
  });
