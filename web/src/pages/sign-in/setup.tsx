import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "../../api/client.ts";
import { Empty } from "../../ui/empty.tsx";
import { Input } from "../../ui/field.tsx";
import { Entry, type HalfIn, type Step, tenantOf, useEntering } from "./entry.tsx";
import { EntryForm } from "./entry-form.tsx";
import { FactorForm } from "./factor-form.tsx";

const passwordLengthMin = 12;

/** What the address held is taken out of it at once, so that no history and no shoulder keeps it. */
const held = location.pathname === "/setup" ? location.hash : "";
if (held !== "") history.replaceState(null, "", location.pathname);

/** Where a one-time link leads: the first administrator is made, or an account gets a new password. */
export function SetUpPage() {
  const link = new URLSearchParams(held.slice(1)).get("token");
  const tenant = tenantOf(held);
  const [half, setHalf] = useState<HalfIn>();
  const entering = useEntering("/");
  const onStep = (step: Step) => setHalf(entering(step));
  useEffect(() => {
    document.title = "Choose a password · Watchkeeper";
  }, []);
  if (link === null)
    return (
      <Entry title="This page needs its link">
        <Empty title="Nothing was handed over">
          Open the one-time link as it was printed, whole. It is good once and for 30 minutes; a new one is made by{" "}
          <code>watchkeeper serve</code> at its start while there is no administrator, or by an administrator under Settings.
        </Empty>
      </Entry>
    );
  return (
    <Entry
      title={half ? "One more proof" : "Choose a password"}
      says={half ? undefined : "The name is asked for the first administrator alone; a link for an account knows its own."}
    >
      {half ? <FactorForm half={half} tenant={tenant} onStep={onStep} /> : <LinkForm link={link} tenant={tenant} onStep={onStep} />}
    </Entry>
  );
}

function LinkForm({ link, tenant, onStep }: { readonly link: string; readonly tenant: string; readonly onStep: (step: Step) => void }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const enter = useMutation({
    mutationFn: () => api.signInByLink({ body: { tenant, link, password, ...(name.trim() !== "" && { name: name.trim() }) } }),
    onSuccess: onStep,
  });
  return (
    <EntryForm asked={enter} deed="Go on">
      <Input
        label="Name"
        autoFocus
        autoComplete="username"
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Input
        label="Password"
        hint={`${passwordLengthMin} characters or more`}
        type="password"
        required
        minLength={passwordLengthMin}
        maxLength={1_024}
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
    </EntryForm>
  );
}
