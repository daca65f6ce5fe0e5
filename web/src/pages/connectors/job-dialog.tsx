import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Checkbox } from "../../ui/field.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import type { Job } from "./queries.ts";

/** What somebody is about to do with a failed job. */
export type JobDeed = { readonly deed: "retry" | "give-up"; readonly job: Job };

/** Tries a failed job again, or ends it with a reason. */
export function JobDialog({ asking, onClose }: { readonly asking: JobDeed | undefined; readonly onClose: () => void }) {
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ["job"] });
  const key = asking?.job.key ?? "";
  return (
    <>
      <ReasonDialog
        open={asking?.deed === "give-up"}
        onClose={onClose}
        title="Give this job up"
        says="It is not tried any more. Whoever reads the case sees that it was not written, and why."
        deed="Give up"
        does={async (because) => {
          await api.giveUpJob({ params: { key }, body: { because } });
          await again();
        }}
      />
      <Dialog
        open={asking?.deed === "retry"}
        onClose={onClose}
        title="Try this job again"
        says="The product is looked through first: what is there already is not written twice."
      >
        <Retry jobKey={key} onDone={() => again().then(onClose)} />
      </Dialog>
    </>
  );
}

function Retry({ jobKey, onDone }: { readonly jobKey: string; readonly onDone: () => void }) {
  const [anew, setAnew] = useState(false);
  const retry = useMutation({ mutationFn: () => api.retryJob({ params: { key: jobKey }, body: { anew } }), onSuccess: onDone });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        retry.mutate();
      }}
    >
      <Checkbox
        checked={anew}
        onChange={({ target: { checked } }) => setAnew(checked)}
        label="I looked in the product, and it is not there: write it without looking"
      />
      {retry.error && <Problem of={retry.error} />}
      <div className="flex justify-end">
        <Button type="submit" kind="primary" busy={retry.isPending}>
          Try again
        </Button>
      </div>
    </form>
  );
}
