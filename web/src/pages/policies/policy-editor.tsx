import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { patiently } from "../../lib/fetched.ts";
import { Panel } from "../../ui/panel.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { fileOf } from "./policy-list.tsx";
import type { PolicyFile, Simulation } from "./queries.ts";

const CodeEditor = lazy(() => patiently(() => import("../../ui/code-editor.tsx")));

type Props = {
  readonly texts: readonly PolicyFile[];
  readonly changed: readonly PolicyFile[];
  readonly simulation: Simulation | undefined;
  readonly actions: ReactNode;
  /** How often one went back to what is on disk: the editor then begins anew. */
  readonly begun: number;
  readonly onTexts: (texts: readonly PolicyFile[]) => void;
};

/** The files of the policies, one at a time, with what is wrong with them at its line. */
export function PolicyEditor({ texts, changed, simulation, actions, begun, onTexts }: Props) {
  const [path, setPath] = useState(texts[0]?.path ?? "");
  const file = texts.find((each) => each.path === path);
  const marks = useMarks(simulation, path);
  const change = (text: string) => onTexts(texts.map((each) => (each.path === path ? { path, text } : each)));
  return (
    <Panel title={<FileChoice {...{ texts, path, changed }} onPath={setPath} />} actions={actions} flush>
      <div className="h-96 p-1.5">
        <Suspense fallback={<Spinner says="reading" />}>
          {file && (
            <CodeEditor
              key={`${path} ${begun}`}
              label={`policies of ${path}`}
              language="cedar"
              text={file.text}
              onText={change}
              marks={marks}
            />
          )}
        </Suspense>
      </div>
    </Panel>
  );
}

type Choice = Pick<Props, "texts" | "changed"> & { readonly path: string; readonly onPath: (path: string) => void };

function FileChoice({ texts, path, changed, onPath }: Choice) {
  return (
    <label className="inline-flex items-center gap-2 font-normal">
      <span className="text-xs text-soft">file</span>
      <select
        value={path}
        onChange={(event) => onPath(event.target.value)}
        className="h-7 rounded-md border border-line bg-surface px-1.5 font-mono text-xs phone:h-10"
      >
        {texts.map((each) => (
          <option key={each.path} value={each.path}>
            {each.path}
            {changed.includes(each) ? " (changed)" : ""}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What is wrong with one file, for its editor. */
function useMarks(simulation: Simulation | undefined, path: string) {
  return useMemo(() => {
    const of = (places: Simulation["problems"], severity: "error" | "warning") =>
      places
        .filter((place) => fileOf(place.path) === fileOf(path))
        .map(({ line, column, says, help }) => ({
          ...{ line: line ?? 1, column: column ?? 1, severity },
          says: help === null ? says : `${says}; ${help}`,
        }));
    return simulation ? [...of(simulation.problems, "error"), ...of(simulation.warnings, "warning")] : [];
  }, [simulation, path]);
}
