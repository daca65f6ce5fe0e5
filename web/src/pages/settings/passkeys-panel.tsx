import { KeyRound } from "lucide-react";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { newPasskey } from "../../api/passkeys.ts";
import { useSubmit } from "../../lib/submit.ts";
import { Button } from "../../ui/button.tsx";
import { Copy } from "../../ui/copy.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Input } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { type Account, useDeed, useTakeSession, useTold } from "./queries.ts";

const labelLengthMax = 100;

/** Keys that stay on one's devices: one comes in by them, and signs approvals by them. */
export function PasskeysPanel({ account }: { readonly account: Account }) {
  const [approver, setApprover] = useState<string>();
  return (
    <Panel title="Passkeys">
      <p className="text-sm text-soft">
        A passkey stays on your device, and no false page can ask it out of you. Approvals of containment are signed by it.
      </p>
      <PasskeyList account={account} />
      <PasskeyForm onMade={setApprover} />
      {approver !== undefined && <ApproverLine name={account.name} approverKey={approver} />}
    </Panel>
  );
}

function PasskeyList({ account: { passkeys } }: { readonly account: Account }) {
  const told = useTold();
  if (passkeys.length === 0) return <p className="my-3 text-sm text-faint">None yet.</p>;
  return (
    <ul className="my-3 border-t border-line">
      {passkeys.map(({ id, label, addedAt, usedAt }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line/60 py-2 text-sm">
          <KeyRound aria-hidden className="size-4 shrink-0 text-faint" />
          <Inert className="min-w-0 flex-1 font-medium">{label}</Inert>
          <span className="text-xs text-faint">
            added <Time at={addedAt} />, {usedAt === null ? "not used yet" : <Used at={usedAt} />}
          </span>
          <Button onClick={() => told(() => api.removePasskey({ params: { id } }))}>Remove</Button>
        </li>
      ))}
    </ul>
  );
}
const Used = ({ at }: { readonly at: string }) => (
  <>
    used <Time at={at} />
  </>
);

function PasskeyForm({ onMade }: { readonly onMade: (approverKey: string) => void }) {
  const [label, setLabel] = useState("");
  const deed = useDeed();
  const takeSession = useTakeSession();
  const { busy, problem, onSubmit } = useSubmit(async () => {
    const { ticket, options } = await deed(() => api.beginNewPasskey());
    const made = await newPasskey(options);
    const { approverKey, signedIn } = await deed(() => api.addPasskey({ body: { ticket, made, label: label.trim() } }));
    takeSession(signedIn);
    setLabel("");
    onMade(approverKey);
  });
  return (
    <form className="flex flex-col gap-3" onSubmit={onSubmit}>
      <div className="flex items-end gap-2">
        <div className="flex-1">
          <Input
            label="A new passkey, by a name that you know it by"
            placeholder="laptop"
            required
            maxLength={labelLengthMax}
            value={label}
            onChange={(event) => setLabel(event.target.value)}
          />
        </div>
        <Button type="submit" kind="primary" busy={busy} className="h-8 phone:h-11">
          Add
        </Button>
      </div>
      {problem !== undefined && <Problem of={problem} />}
    </form>
  );
}

/** What the standing orders take, so that a signature by this passkey counts. */
function ApproverLine({ name, approverKey }: { readonly name: string; readonly approverKey: string }) {
  const line = `  - { name: ${name}, roles: [responder], public-key: "${approverKey}" }`;
  return (
    <div className="mt-3 rounded-md border border-accent/50 p-3 text-sm">
      <p>
        The passkey is added. To approve containment with it, this line must stand under <code className="font-mono text-xs">people:</code>{" "}
        in containment.yaml, with the roles that you have there, and two administrators must adopt the orders:
      </p>
      <div className="mt-2 flex items-start gap-2 rounded-sm bg-ground p-2">
        <code className="min-w-0 flex-1 font-mono text-xs break-all whitespace-pre-wrap">{line}</code>
        <Copy text={line} says="copy the line" />
      </div>
    </div>
  );
}
