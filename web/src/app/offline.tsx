import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { WifiOff } from "lucide-react";
import { useEffect, useRef } from "react";
import { useLiveState } from "../api/live.ts";
import { useSettled } from "../lib/settled.ts";
import { Button } from "../ui/button.tsx";

/** A line that is torn is mended within moments; one that is not for so long is told. Milliseconds. */
const downAfterMs = 8_000;

/** As plain as a stop: what is on the screen may be old, and nothing that is pressed reaches the server. What failed meanwhile is read anew afterwards. */
export function OfflineBanner() {
  const state = useLiveState();
  const client = useQueryClient();
  const wasOff = useRef(false);
  const busy = useIsFetching() > 0;
  useEffect(() => {
    if (state === "offline" || state === "reconnecting") wasOff.current = true;
    if (state !== "live" || !wasOff.current) return;
    wasOff.current = false;
    void client.refetchQueries({ type: "active" });
  }, [state, client]);
  const isDown = useSettled(state, downAfterMs) === "reconnecting" && state === "reconnecting";
  if (state !== "offline" && !isDown) return null;
  return (
    <div
      role="alert"
      className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b-2 border-warn bg-raised px-3 py-1.5 text-sm text-warn"
    >
      <span className="flex items-center gap-2 font-bold">
        <WifiOff aria-hidden className="size-4.5" />
        {isDown ? "THE SERVER DOES NOT ANSWER" : "OFFLINE"}
      </span>
      <span className="min-w-0 text-text">
        What is shown may be old. Nothing reaches the server until the line is back; it is tried by itself.
      </span>
      <Button busy={busy} className="ml-auto" onClick={() => void client.refetchQueries({ type: "active" })}>
        Try now
      </Button>
    </div>
  );
}
