import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { ConsoleFault } from "../../api/faults.ts";
import { ordersDigestOf } from "../../api/signed.ts";
import { signFor } from "../../api/signing.ts";
import { withStepUp } from "../../api/step-up.tsx";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { tell, tellProblem } from "../../ui/toast.tsx";
import { containmentQueries } from "./queries.ts";

/** One admin's signature, with their passkey, under the orders and policies that this browser was shown: it works their digest out itself. */
export function Adopt({ digest }: { readonly digest: string }) {
  const [busy, setBusy] = useState(false);
  const client = useQueryClient();
  const own = useOwnDigest(digest);
  const adopt = async (mine: string) => {
    setBusy(true);
    try {
      const signature = await signFor({ for: "adopt-orders" }, mine);
      const { adopted, signedBy } = await withStepUp(() => api.adoptOrders({ body: { digest: mine, signature } }));
      await client.invalidateQueries({ queryKey: ["action"] });
      tell(adopted ? "These orders are in force." : `Signed by ${signedBy.length} of two.`);
    } catch (error) {
      tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  if (own.data !== undefined && own.data !== digest) return <Problem of={new ConsoleFault("console/other-action")} />;
  return (
    <>
      {own.data !== undefined && (
        <span
          className="inline-flex items-center gap-1.5 text-xs text-soft"
          title="Worked out in this browser, from the orders and policies as they are shown."
        >
          <CircleCheck aria-hidden className="size-3.5 text-good" />
          digest worked out here
        </span>
      )}
      <Button kind="primary" busy={busy} disabled={own.data === undefined} onClick={() => own.data !== undefined && void adopt(own.data)}>
        Sign these orders
      </Button>
    </>
  );
}

/** The digest of what is shown: of the orders and policies as the pages have them from now on, whatever the server says that it is. */
function useOwnDigest(said: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: ["action", "list", "own-digest", said],
    queryFn: async () => {
      const [{ orders }, { schema, policies }] = await Promise.all([
        client.fetchQuery({ ...containmentQueries.orders, staleTime: 0 }),
        client.fetchQuery({ ...containmentQueries.policies, staleTime: 0 }),
      ]);
      return ordersDigestOf({ orders, schema, policies });
    },
  });
}
