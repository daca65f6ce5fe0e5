import { useState } from "react";
import { api } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { type Ask, nameOf, useDeed, useTold } from "./queries.ts";

const words: Readonly<Record<Ask["what"], string>> = {
  "give-admin": "make an administrator of",
  "take-admin": "take the role admin from",
  lock: "lock",
  reset: "make a new link for",
};

/** What waits for a second administrator: the same deed by another one is the yes. */
export function Asks({ asks, onLink }: { readonly asks: readonly Ask[]; readonly onLink: (id: string) => void }) {
  return (
    <Panel title="Waits for a second administrator">
      <ul className="flex flex-col gap-2">
        {asks.map((ask) => (
          <AskRow key={ask.id} ask={ask} onLink={onLink} />
        ))}
      </ul>
    </Panel>
  );
}

function AskRow({ ask, onLink }: { readonly ask: Ask; readonly onLink: (id: string) => void }) {
  const [locking, setLocking] = useState(false);
  const session = useSession();
  const told = useTold();
  const deed = useDeed();
  const { id, what, account, name, by, endsAt } = ask;
  const agree = () => {
    if (what === "lock") setLocking(true);
    else if (what === "reset") onLink(account);
    else if (what === "give-admin") told(() => api.giveRole({ params: { id: account, role: "admin" } }));
    else told(() => api.takeRole({ params: { id: account, role: "admin" } }));
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <span className="min-w-0 flex-1">
        <Inert className="font-medium">{nameOf(by)}</Inert> asked to {words[what]} <Inert className="font-medium">{name}</Inert>{" "}
        <span className="text-xs text-faint">
          until <Time at={endsAt} />
        </span>
      </span>
      {session?.person !== by && (
        <Button kind="primary" onClick={agree}>
          Say yes
        </Button>
      )}
      <Button onClick={() => told(() => api.dropAsk({ params: { id } }))}>Drop it</Button>
      <ReasonDialog
        open={locking}
        onClose={() => setLocking(false)}
        title={`Lock ${name}`}
        deed="Lock"
        danger
        does={(because) => deed(() => api.lockPerson({ params: { id: account }, body: { because } }))}
      />
    </li>
  );
}
