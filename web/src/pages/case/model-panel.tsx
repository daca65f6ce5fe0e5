import { count } from "../../lib/words.ts";
import { Badge } from "../../ui/chip.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";
import { EvidenceLink } from "./cited.tsx";
import { ModelSteps } from "./model-steps.tsx";
import type { HeldCase } from "./queries.ts";

type Added = NonNullable<HeldCase["model"]>;

const parts = [
  ["summary", "In short"],
  ["timeline", "What happened"],
  ["handover", "What is open"],
] as const;

/** What a language model added to the case, apart from all that its verdict rests on; nothing where none was asked. */
export function ModelPanel({ held }: { readonly held: HeldCase }) {
  const { model } = held;
  if (!model) return null;
  const failed = model.calls.filter(({ outcome }) => outcome !== "accepted").length;
  return (
    <Panel title="From a language model">
      {model.raisedBy && (
        <p className="mb-2 text-sm">
          The rules would have closed this case; a person looks at it because of{" "}
          {model.raisedBy.map((id) => (
            <EvidenceLink key={id} id={held.id} evidence={id} />
          ))}
        </p>
      )}
      {model.prose.length > 0 && <Prose id={held.id} prose={model.prose} />}
      <p className="mt-2 text-xs text-soft">
        {[
          `asked ${count(model.calls.length)} times`,
          `${count(model.tokens)} tokens`,
          ...(failed > 0 ? [`${count(failed)} answers not used`] : []),
          ...(model.skipped.length > 0 ? [`not asked: ${model.skipped.map(({ role, why }) => `${role} (${why})`).join(", ")}`] : []),
        ].join(" · ")}
      </p>
      {failed > 0 && <p className="mt-1 text-xs text-soft">Where a model did not answer, the case went on without it.</p>}
      <ModelSteps calls={model.calls} />
    </Panel>
  );
}

function Prose({ id, prose }: { readonly id: string; readonly prose: Added["prose"] }) {
  return (
    <>
      <p className="flex items-center gap-2 text-xs text-soft">
        <Badge tone="warn">written by a language model</Badge> Each sentence cites evidence; the verdict does not rest on it.
      </p>
      {parts.map(([part, title]) => {
        const sentences = prose.filter((each) => each.part === part);
        return sentences.length === 0 ? null : (
          <section key={part} className="mt-2">
            <h3 className="text-xs font-medium text-soft">{title}</h3>
            <ul className="mt-1 flex flex-col gap-1 text-sm">
              {sentences.map(({ text, evidence }) => (
                <li key={text}>
                  <Inert lengthMax={400}>{text}</Inert>{" "}
                  {evidence.map((item) => (
                    <EvidenceLink key={item} id={id} evidence={item} />
                  ))}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
