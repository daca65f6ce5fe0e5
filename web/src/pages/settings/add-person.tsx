import { useState } from "react";
import { api } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Checkbox, Input } from "../../ui/field.tsx";
import { useAttempt, useDeed } from "./queries.ts";
import { type Role, roles } from "./roles.ts";

type AddProps = { readonly open: boolean; readonly onClose: () => void; readonly onLink: (link: string) => void };

/** Makes an account, and the link that lets its person in. */
export function AddPerson({ open, onClose, onLink }: AddProps) {
  return (
    <Dialog open={open} onClose={onClose} title="Add somebody" says="They come in by a one-time link and choose their own password.">
      <AddForm onClose={onClose} onLink={onLink} />
    </Dialog>
  );
}

function AddForm({ onClose, onLink }: Omit<AddProps, "open">) {
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly Role[]>(["analyst"]);
  const deed = useDeed();
  const { attempt, busy, problem } = useAttempt(async () => {
    const { id } = await deed(() => api.makePerson({ body: { name: name.trim(), roles: [...chosen] } }));
    const { link } = await deed(() => api.makeLink({ params: { id } }));
    onClose();
    if (link !== null) onLink(link);
  });
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        attempt();
      }}
    >
      <Input
        label="Name"
        hint="As the record will call them."
        autoFocus
        required
        maxLength={100}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <RoleBoxes chosen={chosen} onChosen={setChosen} />
      {problem !== undefined && <Problem of={problem} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" busy={busy}>
          Add and make a link
        </Button>
      </div>
    </form>
  );
}

function RoleBoxes({ chosen, onChosen }: { readonly chosen: readonly Role[]; readonly onChosen: (chosen: readonly Role[]) => void }) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-xs font-medium text-soft">Roles</legend>
      {roles
        .filter(([role]) => role !== "admin")
        .map(([role, says]) => (
          <Checkbox
            key={role}
            label={
              <span>
                <span className="font-medium">{role}</span> <span className="text-faint">{says}</span>
              </span>
            }
            checked={chosen.includes(role)}
            onChange={(event) => onChosen(event.target.checked ? [...chosen, role] : chosen.filter((each) => each !== role))}
          />
        ))}
      <p className="text-xs text-faint">The role admin is given on its own, once the account is there.</p>
    </fieldset>
  );
}
