import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { OctagonX } from "lucide-react";
import { useState } from "react";
import { api, isSignedOut } from "../api/client.ts";
import { ReasonDialog } from "../ui/reason.tsx";
import { Inert } from "../ui/text.tsx";
import { tell } from "../ui/toast.tsx";

/** The kill switch is read again this often even when nothing says that it changed: a stop by file is told by nobody. */
const readEveryMs = 5_000;

/** The state of the kill switch. What cannot be read counts as stopped, here as in the engine. */
export function useKillSwitch() {
  return useQuery({
    queryKey: ["action", "list", "kill-switch"],
    queryFn: ({ signal }) => api.readKillSwitch({}, { signal }),
    refetchInterval: readEveryMs,
  });
}

/** On every page: one press and one reason stop all containment. */
export function StopSwitch() {
  const [asking, setAsking] = useState(false);
  const { data } = useKillSwitch();
  const client = useQueryClient();
  const stop = async (because: string) => {
    const { problem } = await api.stopContainment({ body: { because } });
    await client.invalidateQueries({ queryKey: ["action"] });
    tell(problem === null ? "Stopped: no containment begins until two admins resume." : `Stopped, but ${problem}`);
  };
  if (data?.stopped) return null;
  return (
    <>
      <button
        type="button"
        onClick={() => setAsking(true)}
        className="inline-flex h-7 items-center gap-1.5 rounded-md border border-bad/70 px-2.5 text-sm font-semibold text-bad hover:bg-bad-strong hover:text-on-bad phone:h-9"
      >
        <OctagonX aria-hidden className="size-4" />
        Stop
      </button>
      <ReasonDialog
        open={asking}
        onClose={() => setAsking(false)}
        title="Stop all containment"
        says="No action begins from now on, until two admins resume. What is under way at a product is listed, and cannot be taken back by this."
        deed="Stop everything"
        danger
        does={stop}
      />
    </>
  );
}

/** Unmistakable while stopped: in words and in shape, above everything. */
export function StopBanner() {
  const { data, error } = useKillSwitch();
  // Whoever is signed out is asked to sign in; that says nothing about the switch.
  const isError = error !== null && !isSignedOut(error);
  if (!data?.stopped && !isError) return null;
  const [scope] = data?.scopes ?? [];
  // What the stop file says, with its place, stands on the page of the switch.
  const because = scope?.because ?? (data?.file.because == null ? undefined : "by its file");
  return (
    <div role="alert" className="stopped flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 px-3 py-1.5 text-sm text-on-bad">
      <span className="flex items-center gap-2 font-bold">
        <OctagonX aria-hidden className="size-4.5" />
        {isError ? "THE STOP SWITCH CANNOT BE READ: IT COUNTS AS STOPPED" : "CONTAINMENT IS STOPPED"}
      </span>
      {because && (
        <Inert className="min-w-0 truncate phone:hidden" lengthMax={160}>
          {because}
        </Inert>
      )}
      {scope && <span className="opacity-90 phone:hidden">by {scope.by.replace(/^person:/, "")}</span>}
      {(data?.inFlight.length ?? 0) > 0 && <span className="font-semibold">{data?.inFlight.length} under way when it stopped</span>}
      <Link to="/containment" search={{ part: "stop" }} className="ml-auto underline underline-offset-2">
        Look and resume
      </Link>
    </div>
  );
}
