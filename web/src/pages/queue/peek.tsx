import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { share } from "../../lib/words.ts";
import { Badge } from "../../ui/chip.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { Facts } from "../../ui/panel.tsx";
import { Severity } from "../../ui/severity.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Inert, Observable } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { Verdict } from "../../ui/verdict.tsx";

const observablesShownMax = 8;
const unknownsShownMax = 4;
const techniquesShownMax = 6;

/** The focused case at a glance, so that most can be decided without opening it. */
export function Peek({ id }: { readonly id: string }) {
  const whole = useQuery({
    queryKey: ["case", id, "whole"],
    queryFn: ({ signal }) => api.readCase({ params: { id } }, { signal }),
  });
  if (whole.error) return <Problem of={whole.error} again={() => void whole.refetch()} />;
  if (!whole.data)
    return (
      <div className="flex flex-col gap-3">
        <Skeleton className="h-5 w-4/5" />
        <Skeleton className="h-4 w-2/3" />
        <Skeleton className="h-20 w-full" />
      </div>
    );
  const { title, severity, verdict, case: held } = whole.data;
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h2 className="text-base leading-snug font-semibold">
          <Inert lengthMax={200}>{title}</Inert>
        </h2>
        <div className="mt-1.5 flex flex-wrap items-center gap-3 text-sm">
          <Verdict is={verdict} />
          <Severity is={severity} />
          {whole.data.maliciousness !== null && (
            <span className="tabular text-soft">{share(whole.data.maliciousness)} likely malicious</span>
          )}
        </div>
      </div>
      {held && <Reasons held={held} />}
      <PriorityWhy id={id} />
      <Link to="/cases/$id" params={{ id }} className="flex items-center gap-2 text-sm font-medium text-accent hover:underline">
        Open the case <Kbd>Enter</Kbd>
      </Link>
    </div>
  );
}

type Held = NonNullable<Awaited<ReturnType<typeof api.readCase>>["case"]>;

function Reasons({ held }: { readonly held: Held }) {
  return (
    <>
      <p className="text-sm text-soft">
        <Inert lengthMax={500}>{held.because}</Inert>
      </p>
      {held.unknowns.length > 0 && (
        <section>
          <h3 className="mb-1 text-xs font-semibold text-warn">Not known</h3>
          <ul className="flex list-disc flex-col gap-0.5 pl-4 text-sm text-soft">
            {held.unknowns.slice(0, unknownsShownMax).map((each) => (
              <li key={each}>
                <Inert lengthMax={220}>{each}</Inert>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Facts
        of={[
          ["when", <Time key="when" at={held.firstTime} as="utc" />],
          [
            "machines",
            held.assets.length === 0 ? "none named" : <Inert key="machines">{held.assets.map(({ name }) => name).join(", ")}</Inert>,
          ],
          ["techniques", <Techniques key="techniques" held={held} />],
        ]}
      />
      <div className="flex flex-wrap gap-1">
        {held.observables.slice(0, observablesShownMax).map(({ type, value }) => (
          <Observable key={`${type} ${value}`} type={type} value={value} lengthMax={48} />
        ))}
      </div>
    </>
  );
}

function Techniques({ held }: { readonly held: Held }) {
  if (held.techniques.length === 0) return "none";
  return (
    <span className="flex flex-wrap gap-1">
      {held.techniques.slice(0, techniquesShownMax).map(({ id }) => (
        <Badge key={id}>{id}</Badge>
      ))}
      {held.techniques.length > techniquesShownMax && (
        <span className="text-xs text-faint">and {held.techniques.length - techniquesShownMax} more</span>
      )}
    </span>
  );
}

function PriorityWhy({ id }: { readonly id: string }) {
  const why = useQuery({
    queryKey: ["case", id, "priority"],
    queryFn: ({ signal }) => api.explainPriority({ params: { id } }, { signal }),
  });
  if (!why.data) return null;
  return (
    <section className="rounded-md border border-line bg-ground p-2.5 text-xs text-soft">
      <h3 className="mb-0.5 font-semibold text-text">Why priority {why.data.priority}</h3>
      <Inert lengthMax={500}>{why.data.says}</Inert>
    </section>
  );
}
