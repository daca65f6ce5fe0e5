import { useState } from "react";
import { api } from "../../api/client.ts";
import { useSubmit } from "../../lib/submit.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Copy } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Input } from "../../ui/field.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { tell } from "../../ui/toast.tsx";
import { Once } from "./once.tsx";
import { type Account, useDeed, useTakeSession, useTold } from "./queries.ts";

type Begun = Awaited<ReturnType<typeof api.beginTotp>>;

/** The authenticator app: a secret that app and service share. */
export function AppPanel({ account: { hasTotp } }: { readonly account: Account }) {
  const [begun, setBegun] = useState<Begun>();
  const told = useTold();
  const begin = () => told(async () => setBegun(await api.beginTotp()));
  return (
    <Panel title="Authenticator app" actions={<Badge tone={hasTotp ? "good" : "plain"}>{hasTotp ? "set up" : "none"}</Badge>}>
      <p className="text-sm text-soft">
        An app on your phone shows a code that changes every half minute. A passkey is safer: a code can be told to a false page.
      </p>
      <div className="mt-3 flex gap-2">
        <Button onClick={begin}>{hasTotp ? "Set up another app" : "Set up an app"}</Button>
        {hasTotp && (
          <Button
            onClick={() =>
              told(async () => {
                await api.removeTotp();
                tell("No authenticator app any more.");
              })
            }
          >
            Remove it
          </Button>
        )}
      </div>
      <Dialog
        open={begun !== undefined}
        onClose={() => setBegun(undefined)}
        title="Set up an authenticator app"
        says="Put the secret into the app, then show a code of it here. Nothing counts until the code came back."
      >
        {begun && <AppForm begun={begun} onDone={() => setBegun(undefined)} />}
      </Dialog>
    </Panel>
  );
}

function AppForm({ begun: { ticket, secret, uri }, onDone }: { readonly begun: Begun; readonly onDone: () => void }) {
  const [code, setCode] = useState("");
  const deed = useDeed();
  const takeSession = useTakeSession();
  const { busy, problem, onSubmit } = useSubmit(async () => {
    takeSession(await deed(() => api.finishTotp({ body: { ticket, code: code.trim() } })));
    tell("Your app counts from now on.");
    onDone();
  });
  return (
    <form className="flex flex-col gap-3" onSubmit={onSubmit}>
      <Facts
        of={[
          ["secret", <Typed key="secret" text={secret.replaceAll(/(.{4})(?=.)/g, "$1 ")} copied={secret} says="copy the secret" />],
          ["as an address", <Typed key="uri" text={uri} copied={uri} says="copy the address" />],
        ]}
      />
      <Input
        label="Code that the app shows"
        autoFocus
        required
        inputMode="numeric"
        autoComplete="one-time-code"
        minLength={6}
        maxLength={20}
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      {problem !== undefined && <Problem of={problem} />}
      <Button type="submit" kind="primary" busy={busy} className="self-end">
        It shows this code
      </Button>
    </form>
  );
}

function Typed({ text, copied, says }: { readonly text: string; readonly copied: string; readonly says: string }) {
  return (
    <span className="flex items-start gap-1">
      <span className="min-w-0 font-mono text-sm break-all">{text}</span>
      <Copy text={copied} says={says} />
    </span>
  );
}

/** Codes on paper, for when phone and keys are lost. */
export function RecoveryPanel({ account: { recoveryCodesLeft } }: { readonly account: Account }) {
  const [codes, setCodes] = useState<readonly string[]>();
  const told = useTold();
  return (
    <Panel title="Recovery codes" actions={<Badge tone={recoveryCodesLeft > 0 ? "good" : "plain"}>{recoveryCodesLeft} left</Badge>}>
      <p className="text-sm text-soft">
        Each lets you in once in the place of your second factor. Keep them on paper, away from this machine.
      </p>
      <Button className="mt-3" onClick={() => told(async () => setCodes((await api.makeRecoveryCodes()).codes))}>
        Make fresh codes
      </Button>
      <Once
        title="Recovery codes"
        says="Write them down or print them. The codes before them are void."
        lines={codes}
        onClose={() => setCodes(undefined)}
      />
    </Panel>
  );
}
