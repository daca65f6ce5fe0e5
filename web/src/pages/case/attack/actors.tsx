import { count, share } from "../../../lib/words.ts";
import { Badge } from "../../../ui/chip.tsx";
import { Panel } from "../../../ui/panel.tsx";
import type { Attack } from "./queries.ts";

const sharedMax = 10;
type Actor = Attack["actors"][number];

/** Groups whose ways agree with the case, and in plain words that this names nobody. */
export function Actors({ actors, onChoose }: { readonly actors: readonly Actor[]; readonly onChoose: (technique: string) => void }) {
  return (
    <Panel title="Consistent with">
      <p className="text-sm text-soft">
        {actors.length === 0
          ? "No known group stands out. Few techniques, or techniques that many groups use, point at nobody."
          : "This is no attribution. It says whose known ways agree with what was seen; others use the same ways, and some imitate them."}
      </p>
      <ul className="mt-2 flex flex-col gap-2.5">
        {actors.map((actor) => (
          <ActorLine key={actor.id} actor={actor} onChoose={onChoose} />
        ))}
      </ul>
    </Panel>
  );
}

function ActorLine({ actor, onChoose }: { readonly actor: Actor; readonly onChoose: (technique: string) => void }) {
  const { id, name, aliases, score, consistentWith, shared, techniquesKnown } = actor;
  return (
    <li className="flex flex-col gap-1 border-t border-line/60 pt-2 text-sm">
      <span className="flex flex-wrap items-center gap-x-2">
        <span className="font-medium">{name}</span>
        <span className="font-mono text-2xs text-faint">{id.startsWith("misp:") ? "" : id}</span>
        <Badge tone={consistentWith ? "accent" : "plain"}>{consistentWith ? "consistent with" : "shares traits, not more"}</Badge>
        <span className="tabular ml-auto text-xs text-soft">agreement {share(score)}</span>
      </span>
      <span aria-hidden className="h-1 overflow-hidden rounded-full bg-line">
        <span className="block h-full bg-accent" style={{ width: `${Math.round(score * 100)}%` }} />
      </span>
      {aliases.length > 0 && <span className="truncate text-xs text-faint">also {aliases.join(", ")}</span>}
      {shared.length > 0 && (
        <span className="flex flex-wrap items-center gap-1 text-xs text-soft">
          {shared.length} of the {count(techniquesKnown)} techniques it is known for:
          {shared.slice(0, sharedMax).map((technique) => (
            <button
              key={technique}
              type="button"
              onClick={() => onChoose(technique)}
              className="inline-flex h-6 items-center rounded-sm border border-line px-1 font-mono text-2xs hover:bg-hover"
            >
              {technique}
            </button>
          ))}
          {shared.length > sharedMax && <span className="text-faint">and {shared.length - sharedMax} more</span>}
        </span>
      )}
    </li>
  );
}
