import { useState } from "react";
import { Copy } from "../../ui/copy.tsx";
import { Input, Select } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";

const frameworks = [
  ["dora", "DORA"],
  ["nis2", "NIS2"],
  ["ai-act", "AI Act"],
] as const;
const day = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);
const halfYearMs = 183 * 86_400_000;

/** How evidence leaves: by a command on the machine of the service, which alone can prove each record. The browser only writes the command down. */
export default function ExportPart() {
  const [framework, setFramework] = useState<string>("ai-act");
  const [from, setFrom] = useState(() => day(Date.now() - halfYearMs));
  const [to, setTo] = useState(() => day(Date.now()));
  const command = `watchkeeper evidence export --framework ${framework} --period ${from}/${to} --out evidence-${framework}-${to}`;
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <Panel title="Evidence for an auditor">
        <div className="flex flex-col gap-3 text-sm">
          <p className="max-w-prose text-soft">
            An export holds the records of a period that are evidence for a framework, each with its proof, and chains that show that none
            is missing. It is made on the machine of the service, where the record and its keys lie; that it was made is on the record too.
          </p>
          <div className="grid gap-3 sm:grid-cols-3">
            <Select label="Framework" options={frameworks} value={framework} onChange={(event) => setFramework(event.target.value)} />
            <Input label="From" type="date" required value={from} onChange={(event) => setFrom(event.target.value)} />
            <Input label="To" type="date" required value={to} onChange={(event) => setTo(event.target.value)} />
          </div>
          <Command says="Run on that machine, with --data-dir and --tenant where they are not the usual ones" text={command} />
        </div>
      </Panel>
      <Panel title="How the auditor checks it">
        <div className="flex flex-col gap-3 text-sm">
          <p className="max-w-prose text-soft">
            With Python alone, on any machine, and with the verifier key of the record, which they are told in another way than with the
            folder.
          </p>
          <Command says="You print the key" text="watchkeeper journal checkpoint" />
          <Command says="They run, in the folder, with that key" text="python3 verify.py . KEY" />
          <p className="max-w-prose text-soft">
            What was erased is there with its time, type and proof, and nothing opens it; completeness.md counts it. What does not hold
            refuses the export before anything is handed over.
          </p>
        </div>
      </Panel>
    </div>
  );
}

function Command({ says, text }: { readonly says: string; readonly text: string }) {
  return (
    <div>
      <p className="text-xs text-faint">{says}</p>
      <p className="mt-0.5 flex items-start gap-2 rounded-md border border-line bg-ground p-2">
        <code className="min-w-0 font-mono text-xs break-all">{text}</code>
        <Copy text={text} says="copy the command" />
      </p>
    </div>
  );
}
