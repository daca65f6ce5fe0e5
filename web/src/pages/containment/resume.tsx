import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { signFor } from "../../api/signing.ts";
import { withStepUp } from "../../api/step-up.tsx";
import type { useKillSwitch } from "../../app/stop.tsx";
import { Button } from "../../ui/button.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { Inert } from "../../ui/text.tsx";
import { tell } from "../../ui/toast.tsx";
import { firstRunQueries } from "../first-run/queries.ts";

type Switch = NonNullable<ReturnType<typeof useKillSwitch>["data"]>;
type Came = { readonly resumed: boolean; readonly askedBy: readonly string[] };

/** Who may end a stop, by name. */
export function WhoResumes({ of: admins }: { readonly of: readonly string[] }) {
  if (admins.length === 0) return <span>two admins whom the standing orders name; there are no orders that name any</span>;
  return (
    <span>
      two of the admins whom the standing orders name, each with a key of their own: <Inert>{admins.join(", ")}</Inert>
    </span>
  );
}

/** One admin's word to end the stop. In the demo whoever looks may be each of its two admins in turn. */
export function Resume({ of: { mayResume, scopes } }: { readonly of: Switch }) {
  const may = useMay("administer");
  const { data } = useQuery(firstRunQueries.run);
  const asked = new Set(scopes.find(({ scope }) => scope === "all")?.resumeAskedBy);
  if (data && data.demoPerson !== null)
    return (
      <div className="flex flex-wrap gap-2">
        {mayResume.map((admin) =>
          asked.has(`person:${admin}`) ? null : (
            <Ask
              key={admin}
              label={`Resume as ${admin}`}
              says="It takes two admins. In the demo you may be both, one after the other; elsewhere each signs with a passkey of their own."
              ask={(because) => api.resumeForDemo({ body: { admin, because } })}
            />
          ),
        )}
      </div>
    );
  if (!may) return <span className="text-sm text-faint">Two admins end a stop.</span>;
  return (
    <Ask
      label="Resume"
      says="It takes two admins. What was approved and has not expired begins then."
      ask={async (because) => {
        const signature = await signFor({ for: "resume" });
        return withStepUp(() => api.resumeContainment({ body: { because, signature } }));
      }}
    />
  );
}

type Asking = { readonly label: string; readonly says: string; readonly ask: (because: string) => Promise<Came> };

function Ask({ label, says, ask }: Asking) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const does = async (because: string) => {
    const { resumed, askedBy } = await ask(because);
    await client.invalidateQueries({ queryKey: ["action"] });
    tell(resumed ? "Containment may run again." : `Asked. ${askedBy.length} of two admins so far.`);
  };
  return (
    <>
      <Button kind="primary" onClick={() => setAsking(true)}>
        {label}
      </Button>
      <ReasonDialog
        open={asking}
        onClose={() => setAsking(false)}
        title="Resume containment"
        says={says}
        deed="Sign and resume"
        does={does}
      />
    </>
  );
}
