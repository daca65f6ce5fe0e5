import { Ban, CircleCheck } from "lucide-react";
import { Empty } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Inert, InertBlock } from "../../ui/text.tsx";
import { Places } from "./places.tsx";
import type { Policies } from "./queries.ts";

/** Each policy in a sentence, file by file; before them what is wrong. */
export function PolicyList({ policies }: { readonly policies: Policies }) {
  const files = [...Map.groupBy(policies.policies, ({ path }) => fileOf(path))];
  return (
    <div className="flex flex-col gap-4">
      <Places problems={policies.problems} warnings={policies.warnings} />
      {files.length === 0 && (
        <Empty title="No policy was read">
          Put .cedar files into the folder that the standing orders name. Without any, nothing is permitted.
        </Empty>
      )}
      {files.map(([file, inFile]) => (
        <Panel key={file} title={<Inert className="font-mono text-xs">{file}</Inert>} flush>
          <ul className="flex flex-col">
            {inFile.map((policy) => (
              <PolicyLine key={`${policy.path} ${policy.line} ${policy.id}`} policy={policy} />
            ))}
          </ul>
        </Panel>
      ))}
    </div>
  );
}

function PolicyLine({ policy: { id, says, effect, line, text } }: { readonly policy: Policies["policies"][number] }) {
  const permits = effect === "permit";
  return (
    <li className="grid grid-cols-[5.5rem_minmax(0,1fr)_auto] items-baseline gap-3 border-b border-line/60 px-3 py-2 last:border-0">
      <span className={`inline-flex items-center gap-1.5 text-sm font-medium ${permits ? "text-good" : "text-bad"}`}>
        {permits ? <CircleCheck aria-hidden className="size-3.5 self-center" /> : <Ban aria-hidden className="size-3.5 self-center" />}
        {permits ? "permits" : "forbids"}
      </span>
      <span className="min-w-0">
        <span className="text-base">
          <Inert lengthMax={600}>{says}</Inert>
        </span>
        <span className="block font-mono text-xs text-faint">
          <Inert>{id}</Inert>
        </span>
        <details className="mt-1">
          <summary className="w-fit cursor-pointer text-xs text-soft hover:text-text">what binds, in Cedar</summary>
          <InertBlock className="mt-1">{text}</InertBlock>
        </details>
      </span>
      <span className="tabular text-xs whitespace-nowrap text-faint">line {line}</span>
    </li>
  );
}

/** The name of the file, whatever folder it lies in. */
export const fileOf = (path: string) => path.split("/").at(-1) ?? path;
