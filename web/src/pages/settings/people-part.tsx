import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { tell } from "../../ui/toast.tsx";
import { AddPerson } from "./add-person.tsx";
import { Asks } from "./asks.tsx";
import { Once } from "./once.tsx";
import { PeopleTable } from "./people-table.tsx";
import { settingsQueries, useTold } from "./queries.ts";

/** Who may come in, and what waits for a second administrator. */
export function PeoplePart() {
  const { data, error, refetch } = useQuery(settingsQueries.people);
  const [adding, setAdding] = useState(false);
  const [link, setLink] = useState<string>();
  const told = useTold();
  const makeLink = (id: string) =>
    told(async () => {
      const made = await api.makeLink({ params: { id } });
      if (made.link === null) tell("Asked. Another administrator must say yes to the same.");
      else setLink(made.link);
    });
  if (error) return <Problem of={error} again={() => void refetch()} />;
  if (!data) return <Skeleton className="h-80 w-full" />;
  return (
    <div className="flex flex-col gap-4">
      {data.asks.length > 0 && <Asks asks={data.asks} onLink={makeLink} />}
      <Panel
        title="People"
        flush
        actions={
          <Button icon={<UserPlus aria-hidden className="size-4" />} onClick={() => setAdding(true)}>
            Add somebody
          </Button>
        }
      >
        <PeopleTable people={data.people} onLink={makeLink} />
      </Panel>
      <p className="text-xs text-faint">
        Nobody gives themselves a role. What concerns an administrator takes two of them, once there are two. Everything here is on the
        record.
      </p>
      <AddPerson open={adding} onClose={() => setAdding(false)} onLink={setLink} />
      <Once
        title="A link that lets them in"
        says="Give it to the person by a way that you trust. It is good once and for 30 minutes; they choose a password by it."
        lines={link === undefined ? undefined : [link]}
        onClose={() => setLink(undefined)}
      />
    </div>
  );
}
