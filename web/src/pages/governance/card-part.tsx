import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { saveFile } from "../../lib/save.ts";
import { span } from "../../lib/time.ts";
import { count, fineShare } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Copy } from "../../ui/copy.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { RateFigure } from "../quality/rate.tsx";
import { type Card, type Fields, governanceQueries } from "./queries.ts";
import { Sentences } from "./words.tsx";

/** The AI-system card: purpose, limits, measured quality, and what people do about it. */
export default function CardPart() {
  const found = useQuery(governanceQueries.card);
  if (found.error) return <Problem of={found.error} again={() => void found.refetch()} />;
  if (!found.data) return <Skeleton className="h-80 w-full" />;
  const { fields: card } = found.data;
  return (
    <div className="flex flex-col gap-4">
      <Head of={found.data} />
      <div className="grid gap-4 xl:grid-cols-2">
        <Panel title="Intended purpose">
          <Sentences of={card.intendedPurpose} />
        </Panel>
        <Panel title="Not to be used for">
          <Sentences of={card.notFor} />
        </Panel>
        <Panel title="Measured here">
          <Measured of={card} />
        </Panel>
        <Panel title="Limits">
          <Sentences of={card.limits} />
          <p className="mt-2 max-w-prose text-sm font-medium">{card.automationBias}</p>
        </Panel>
        <Panel title="How people oversee it">
          <Sentences of={card.oversight.measures} />
        </Panel>
        <Panel title="Who answers for what">
          <Facts of={card.roles.map(({ role, who }) => [role, who] as const)} />
        </Panel>
      </div>
      <Labelled of={card} />
    </div>
  );
}

/** Which card this is; it leaves as data and as text, with the digest that says that nothing in it was changed. */
function Head({ of: { fields: card, text, digest, markdown } }: { readonly of: Card }) {
  const save = (of: string, type: string, ending: string) => saveFile(new Blob([of], { type }), `ai-system-card.${ending}`);
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
      <p className="min-w-0 text-soft">
        {card.name} {card.version}, tenant <Inert>{card.tenant}</Inert>, <Time at={card.at} as="utc" />.{" "}
        <span className="inline-flex items-center gap-1 font-mono text-xs">
          <span title={digest}>{digest.slice(0, 23)}…</span>
          <Copy text={digest} says="copy the digest of the card" />
        </span>
      </p>
      <span className="flex gap-2">
        <Button icon={<Download aria-hidden className="size-3.5" />} onClick={() => save(markdown, "text/markdown", "md")}>
          Markdown
        </Button>
        <Button icon={<Download aria-hidden className="size-3.5" />} onClick={() => save(text, "application/json", "json")}>
          JSON
        </Button>
      </span>
    </div>
  );
}

function Measured({ of: { field, exercise, asset, oversight } }: { readonly of: Fields }) {
  const { availability } = asset;
  const grants = oversight.grantsInForce.length;
  return (
    <Facts
      of={[
        ["Missed threats, 90 days", <RateFigure key="missed" of={field.missedThreats} />],
        [
          "Hostile text",
          exercise === null ? (
            "no exercise is in the record: play one with watchkeeper redteam"
          ) : (
            <span key="exercise">
              {count(exercise.attacksHeld.seen)} of {count(exercise.attacksHeld.of)} texts lowered something, {count(exercise.violations)}{" "}
              violations, <Time at={exercise.at} as="utc" />
            </span>
          ),
        ],
        [
          "Availability",
          availability.measured
            ? `${fineShare(availability.share)}, ${count(availability.outages)} outages, the longest ${span(availability.longestMs)}${availability.awayNow ? "; away now" : ""}`
            : `not measured: ${availability.because}`,
        ],
        ["May do alone", grants === 0 ? "nothing: no grant is in force" : `${count(grants)} grants are in force`],
        ["As an ICT asset", `${asset.says}: ${asset.supports}. ${asset.recovery}.`],
      ]}
    />
  );
}

function Labelled({ of: { quality } }: { readonly of: Fields }) {
  return (
    <Panel title="Measured on labelled data, with 95 % intervals">
      {quality === null ? (
        <p className="text-sm text-soft">This copy brings no figures; watchkeeper eval makes them.</p>
      ) : (
        <details className="text-sm">
          <summary className="cursor-pointer text-soft">{count(quality.length)} figures</summary>
          <ul className="mt-1 grid gap-x-6 gap-y-0.5 lg:grid-cols-2">
            {quality.map(({ suite, figure, value, interval, of }) => (
              <li key={`${suite} ${figure}`} className="flex justify-between gap-4">
                <span className="min-w-0 break-words">
                  {suite}: {figure}
                </span>
                <span className="tabular whitespace-nowrap text-soft">
                  {value === null ? <Badge>not measured</Badge> : value.toFixed(4)}
                  {interval && ` (${interval.map((end) => end.toFixed(4)).join(" to ")})`}
                  {of !== undefined && `, n ${count(of)}`}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}
