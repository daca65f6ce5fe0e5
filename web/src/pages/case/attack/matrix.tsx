import { Confidence } from "./confidence.tsx";
import type { Attack, Claim, Technique } from "./queries.ts";

/** A technique under one of its tactics: what the matrix has chosen. */
export type Chosen = { readonly tactic: string; readonly technique: string };
type Choosing = { readonly chosen: Chosen | undefined; readonly onChoose: (chosen: Chosen) => void };

/** Tactics in matrix order, and under each what the case shows of it. A tactic of which it shows nothing is a narrow column. */
export function Matrix({ tactics, ...choosing }: { readonly tactics: Attack["tactics"] } & Choosing) {
  return (
    <section
      aria-label="tactics and techniques of this case"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative max-h-[50dvh] overflow-auto rounded-lg border border-line bg-surface 2xl:max-h-none print:max-h-none"
    >
      <ol className="flex min-w-max items-stretch xl:min-w-0">
        {tactics.map((tactic) =>
          tactic.techniques.length > 0 || tactic.seen ? (
            <Column key={tactic.id} tactic={tactic} {...choosing} />
          ) : (
            <EmptyColumn key={tactic.id} name={tactic.name} />
          ),
        )}
      </ol>
    </section>
  );
}

function EmptyColumn({ name }: { readonly name: string }) {
  return (
    <li className="flex w-7 shrink-0 justify-center border-r border-line py-2 last:border-0" title={`${name}: nothing seen`}>
      <span className="self-start rotate-180 text-2xs whitespace-nowrap text-faint [writing-mode:vertical-rl]">
        {name}
        <span className="sr-only">: nothing seen</span>
      </span>
    </li>
  );
}

function Column({ tactic, ...choosing }: { readonly tactic: Attack["tactics"][number] } & Choosing) {
  const { id, name, techniques } = tactic;
  const cells = techniques.reduce((sum, { claim, subTechniques }) => sum + (claim ? 1 : 0) + subTechniques.length, 0);
  return (
    <li className="flex min-w-28 flex-1 basis-0 flex-col border-r border-line last:border-0">
      <div className="sticky top-0 z-10 border-b border-line bg-surface px-2 py-1.5">
        <h2 className="min-h-8 text-xs leading-tight font-semibold" title={`${id} ${name}`}>
          {name}
        </h2>
        <p className="tabular text-2xs text-faint">
          {cells === 0 ? "named by alerts" : cells === 1 ? "1 technique" : `${cells} techniques`}
        </p>
      </div>
      <div className="flex flex-col gap-1 p-1">
        {techniques.map((technique) => (
          <Family key={technique.id} tactic={id} technique={technique} {...choosing} />
        ))}
      </div>
    </li>
  );
}

function Family({ tactic, technique, ...choosing }: { readonly tactic: string; readonly technique: Technique } & Choosing) {
  const { id, name, claim, subTechniques } = technique;
  return (
    <div className="rounded-md border border-line bg-ground">
      {claim ? (
        <Cell tactic={tactic} id={id} name={name} claim={claim} {...choosing} />
      ) : (
        <p className="px-1.5 pt-1 text-xs leading-tight text-soft" title={`${id} ${name}: only sub-techniques of it were seen`}>
          {name}
        </p>
      )}
      {subTechniques.length > 0 && (
        <ul className="flex flex-col border-l-2 border-line-strong">
          {subTechniques.map((sub) => (
            <li key={sub.id}>
              <Cell tactic={tactic} {...sub} {...choosing} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

type CellProps = { readonly tactic: string; readonly id: string; readonly name: string; readonly claim: Claim } & Choosing;

function Cell({ tactic, id, name, claim, chosen, onChoose }: CellProps) {
  const isChosen = chosen?.technique === id && chosen.tactic === tactic;
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={() => onChoose({ tactic, technique: id })}
      className={`flex w-full flex-col items-start gap-0.5 rounded-md px-1.5 py-1 text-left hover:bg-hover ${isChosen ? "bg-chosen ring-1 ring-accent-strong" : ""}`}
    >
      <span className="text-xs leading-tight font-medium">{name}</span>
      <Confidence is={claim.confidence}>{id}</Confidence>
    </button>
  );
}
