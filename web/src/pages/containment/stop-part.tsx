import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { signFor } from "../../api/signing.ts";
import { withStepUp } from "../../api/step-up.tsx";
import { StopSwitch, useKillSwitch } from "../../app/stop.tsx";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { Lines } from "./lines.tsx";
import { containmentQueries } from "./queries.ts";
import { Resume, WhoResumes } from "./resume.tsx";

type Switch = NonNullable<ReturnType<typeof useKillSwitch>["data"]>;

/** The kill switch: what it says, what was under way when it fell, and how two admins end it. */
export default function StopPart() {
  const kill = useKillSwitch();
  if (kill.error) return <Problem of={kill.error} again={() => void kill.refetch()} />;
  if (!kill.data) return <Spinner says="reading" />;
  const { stopped, file, scopes, inFlight, mayResume } = kill.data;
  return (
    <div className="flex flex-col gap-4">
      <Panel
        title={stopped ? "Containment is stopped" : "Containment may run"}
        actions={stopped ? <Resume of={kill.data} /> : <StopSwitch />}
      >
        <Facts
          of={[
            [
              "the stop file",
              file.because === null ? (
                <span key="file">
                  is absent, which stops nothing
                  {file.place !== null && (
                    <>
                      ; it would stand at <Inert className="font-mono text-xs">{file.place}</Inert>
                    </>
                  )}
                </span>
              ) : (
                <Inert key="file">{file.because}</Inert>
              ),
            ],
            [
              "the record",
              scopes.length === 0 ? "holds no stop" : `${scopes.length === 1 ? "holds one stop" : `holds ${scopes.length} stops`}`,
            ],
            ["who ends a stop", <WhoResumes key="who" of={mayResume} />],
          ]}
        />
        <Stops of={scopes} />
      </Panel>
      {inFlight.length > 0 && (
        <Panel title="Under way, or not known yet">
          <Lines lines={inFlight} />
        </Panel>
      )}
      <Breakers />
    </div>
  );
}

function Stops({ of: scopes }: { readonly of: Switch["scopes"] }) {
  return (
    <ul className="mt-3 flex flex-col gap-2 text-sm">
      {scopes.map(({ scope, by, because, at, resumeAskedBy }) => (
        <li key={scope} className="rounded-md border border-line p-2.5">
          <span className="font-medium">{scope === "all" ? "everything" : scope}</span>, by {by.replace(/^person:/, "")}{" "}
          <Time at={at} className="text-faint" />
          <span className="block text-soft">
            <Inert>{because}</Inert>
          </span>
          {resumeAskedBy.length > 0 && (
            <span className="block text-xs text-warn">
              {resumeAskedBy.map((each) => each.replace(/^person:/, "")).join(", ")} asked to resume; one more admin ends it.
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Breakers() {
  const status = useQuery(containmentQueries.status);
  const breakers = status.data?.containment.breakers ?? [];
  if (breakers.length === 0) return null;
  return (
    <Panel title="Breakers that tripped">
      <ul className="flex flex-col gap-2 text-sm">
        {breakers.map(({ assetClass, says, at }) => (
          <li key={assetClass} className="flex items-center justify-between gap-3">
            <span>
              <span className="font-medium">{assetClass}</span> <Inert className="text-soft">{says}</Inert>{" "}
              <Time at={at} className="text-xs text-faint" />
            </span>
            <ResetBreaker assetClass={assetClass} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function ResetBreaker({ assetClass }: { readonly assetClass: string }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const may = useMay("lead");
  const does = async (because: string) => {
    const signature = await signFor({ for: "reset-breaker", assetClass });
    await withStepUp(() => api.resetBreaker({ params: { assetClass }, body: { because, signature } }));
    await client.invalidateQueries({ queryKey: ["action"] });
  };
  if (!may) return null;
  return (
    <>
      <Button onClick={() => setAsking(true)}>Reset</Button>
      <ReasonDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Reset the breaker of ${assetClass}`}
        deed="Sign and reset"
        does={does}
      />
    </>
  );
}
