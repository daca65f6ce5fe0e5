import { Panel } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";
import type { Place } from "./queries.ts";

/** What is wrong with policies, and what is hardly meant, with the place and a way out. */
export function Places({ problems, warnings }: { readonly problems: readonly Place[]; readonly warnings: readonly Place[] }) {
  return (
    <>
      {problems.length > 0 && (
        <Panel title="Wrong: these cannot be put in force">
          <PlaceList places={problems} colour="text-bad" />
        </Panel>
      )}
      {warnings.length > 0 && (
        <Panel title="Hardly meant">
          <PlaceList places={warnings} colour="text-warn" />
        </Panel>
      )}
    </>
  );
}

function PlaceList({ places, colour }: { readonly places: readonly Place[]; readonly colour: string }) {
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {places.map(({ path, line, column, says, help }) => (
        <li key={`${path} ${line} ${column} ${says}`}>
          <p className="font-mono text-xs text-faint">
            <Inert>{`${path.split("/").at(-1) ?? path}${line === null ? "" : `, line ${line}`}${column === null ? "" : `, column ${column}`}`}</Inert>
          </p>
          <p className={colour}>
            <Inert lengthMax={600}>{says}</Inert>
          </p>
          {help !== null && (
            <p className="text-soft">
              <Inert lengthMax={600}>{help}</Inert>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
