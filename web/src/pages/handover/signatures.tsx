import { useMutation } from "@tanstack/react-query";
import { Download, PenLine, Printer } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { tell, tellProblem } from "../../ui/toast.tsx";
import { savePdf } from "./pdf.ts";
import { useTaken, type Whole } from "./queries.ts";
import { signHandover } from "./sign.ts";

const proofs = {
  passkey: "by passkey",
  key: "by a key in a file",
  session: "by the word of a session with a fresh second factor",
  demo: "signed in the demo, no second factor",
} as const;

/** Both signatures: who went, who came; and the ways to give them. */
export function Signatures({ whole }: { readonly whole: Whole }) {
  const { may, signed, accepted } = whole;
  const taken = useTaken();
  const sign = useMutation({
    mutationFn: (how: "sign" | "accept") => signHandover(whole, how),
    onSuccess: (now, how) => {
      taken(now);
      tell(how === "sign" ? "Signed. The text does not change from here on." : "The shift is yours.");
    },
  });
  return (
    <Panel title="Signatures" actions={<Paper id={whole.line.id} />}>
      <div className="grid gap-3 sm:grid-cols-2">
        <Signed says="Handed over" signature={signed} />
        <Signed says="Taken over" signature={accepted} />
      </div>
      {sign.error && (
        <div className="mt-3">
          <Problem of={sign.error} />
        </div>
      )}
      <div className="mt-3 flex gap-2" data-no-print>
        {may.sign && (
          <Button
            kind="primary"
            icon={<PenLine aria-hidden className="size-4" />}
            busy={sign.isPending}
            onClick={() => sign.mutate("sign")}
          >
            Sign and hand over
          </Button>
        )}
        {may.accept && (
          <Button
            kind="primary"
            icon={<PenLine aria-hidden className="size-4" />}
            busy={sign.isPending}
            onClick={() => sign.mutate("accept")}
          >
            Sign and take over
          </Button>
        )}
      </div>
    </Panel>
  );
}

/** The same on paper. */
function Paper({ id }: { readonly id: string }) {
  const pdf = useMutation({ mutationFn: () => savePdf(id), onError: tellProblem });
  return (
    <span data-no-print className="flex gap-1.5">
      <Button kind="quiet" icon={<Printer aria-hidden className="size-3.5" />} onClick={() => print()}>
        Print
      </Button>
      <Button kind="quiet" icon={<Download aria-hidden className="size-3.5" />} busy={pdf.isPending} onClick={() => pdf.mutate()}>
        PDF
      </Button>
    </span>
  );
}

function Signed({ says, signature }: { readonly says: string; readonly signature: Whole["signed"] }) {
  return (
    <div className="rounded-md border border-line p-3 text-sm">
      <p className="text-xs text-faint">{says}</p>
      {signature === null ? (
        <p className="text-soft">not signed yet</p>
      ) : (
        <>
          <p className="font-medium">
            <Inert lengthMax={100}>{signature.by.replace(/^person:/, "")}</Inert>
          </p>
          <p className="text-xs text-soft">
            <Time at={signature.at} as="utc" />, {proofs[signature.proof]}
          </p>
          <p className={`text-xs ${signature.holds ? "text-good" : "font-semibold text-bad"}`}>
            {signature.holds ? "holds over this text" : "does NOT hold over this text"}
          </p>
        </>
      )}
    </div>
  );
}
