import { Ellipsis, Lock } from "lucide-react";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { IconButton } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { tell } from "../../ui/toast.tsx";
import { type Person, useDeed, useTold } from "./queries.ts";
import { type Role, roles } from "./roles.ts";

/** Everybody who may come in. */
export function PeopleTable({ people, onLink }: { readonly people: readonly Person[]; readonly onLink: (id: string) => void }) {
  const columns: readonly Column<Person>[] = [
    ...looks,
    { id: "deeds", says: "Do", cell: (person) => <PersonDeeds person={person} onLink={onLink} />, right: true },
  ];
  return <Table columns={columns} rows={people} keyOf={({ id }) => id} says="people" />;
}

const looks: readonly Column<Person>[] = [
  {
    id: "name",
    says: "Name",
    cell: ({ name, locked }) => (
      <span className="inline-flex items-center gap-2">
        <Inert className="font-medium">{name}</Inert>
        {locked && (
          <Badge tone="bad">
            <Lock aria-hidden className="size-3" /> locked
          </Badge>
        )}
      </span>
    ),
  },
  {
    id: "roles",
    says: "Roles",
    cell: ({ roles: held }) => (
      <span className="flex flex-wrap gap-1">
        {held.length === 0 ? <span className="text-faint">none</span> : held.map((role) => <Badge key={role}>{role}</Badge>)}
      </span>
    ),
  },
  {
    id: "proofs",
    says: "Proves themselves by",
    cell: ({ hasPassword, hasSecondFactor, passkeys, providers }) => {
      const ways = [
        ...(hasPassword ? ["password"] : []),
        ...(passkeys > 0 ? [passkeys === 1 ? "a passkey" : `${passkeys} passkeys`] : []),
        ...providers,
      ];
      return (
        <span className="text-soft">
          {ways.length === 0 ? "nothing yet" : ways.join(", ")}
          {!hasSecondFactor && <span className="block text-xs text-warn">no second factor</span>}
        </span>
      );
    },
  },
  {
    id: "seen",
    says: "Signed in",
    cell: ({ signedInAt }) => (signedInAt === null ? <span className="text-faint">never</span> : <Time at={signedInAt} />),
  },
];

function PersonDeeds({ person, onLink }: { readonly person: Person; readonly onLink: (id: string) => void }) {
  const [locking, setLocking] = useState(false);
  const deed = useDeed();
  const { id, name, locked } = person;
  const lock = async (because: string) => {
    const params = { id };
    const { outcome } = await deed(() =>
      locked ? api.unlockPerson({ params, body: { because } }) : api.lockPerson({ params, body: { because } }),
    );
    tellOutcome(outcome, `${name} is ${locked ? "let in again" : "locked"}.`);
  };
  const items: readonly (MenuItem | "line")[] = [
    ...useRoleItems(person),
    "line",
    { says: "Make a new link", does: () => onLink(id) },
    { says: locked ? "Unlock" : "Lock", danger: !locked, does: () => setLocking(true) },
  ];
  return (
    <>
      <Menu
        items={items}
        trigger={
          <IconButton says={`what can be done about ${name}`}>
            <Ellipsis aria-hidden className="size-4" />
          </IconButton>
        }
      />
      <ReasonDialog
        open={locking}
        onClose={() => setLocking(false)}
        title={`${locked ? "Unlock" : "Lock"} ${name}`}
        says={locked ? "They can sign in again, with what they had." : "Their sessions and tokens end at once."}
        deed={locked ? "Unlock" : "Lock"}
        danger={!locked}
        does={lock}
      />
    </>
  );
}

function useRoleItems({ id, name, roles: held }: Person): readonly MenuItem[] {
  const told = useTold();
  const change = (role: Role, has: boolean) =>
    told(async () => {
      const params = { id, role };
      const { outcome } = has ? await api.takeRole({ params }) : await api.giveRole({ params });
      tellOutcome(outcome, has ? `${name} is no ${role} any more.` : `${name} is ${role} now.`);
    });
  return roles.map(([role]) => {
    const has = held.includes(role);
    return { says: `${has ? "Take" : "Give"} the role ${role}`, does: () => change(role, has) };
  });
}

const tellOutcome = (outcome: "done" | "waits", done: string) =>
  tell(outcome === "done" ? done : "Asked. Another administrator must say yes to the same.");
