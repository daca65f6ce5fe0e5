import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { BookmarkPlus, Trash2, Users } from "lucide-react";
import { useState } from "react";
import { visible } from "../../../../src/server/contract/inert.ts";
import { api } from "../../api/client.ts";
import { parseSearch, stringifySearch } from "../../lib/search.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Checkbox, Input } from "../../ui/field.tsx";
import { Menu } from "../../ui/menu.tsx";
import { tell, tellProblem } from "../../ui/toast.tsx";
import { type QueueSearch, queueSearchOf } from "./search.ts";
import { standingViews } from "./views.ts";

const key = ["saved-view", "list"] as const;
const same = (a: QueueSearch, b: QueueSearch) => canonical(a) === canonical(b);
const canonical = (search: QueueSearch) =>
  [...new URLSearchParams(stringifySearch(queueSearchOf(parseSearch(stringifySearch(search)))))].map(String).toSorted().join("&");

/** The views that everybody has, those that people saved, and a way to keep the present one. */
export function Views({ search, onSearch }: { readonly search: QueueSearch; readonly onSearch: (search: QueueSearch) => void }) {
  const [saving, setSaving] = useState(false);
  const client = useQueryClient();
  const saved = useQuery({ queryKey: key, queryFn: ({ signal }) => api.listSavedViews({}, { signal }) });
  const remove = useMutation({
    mutationFn: (id: string) => api.removeSavedView({ params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
    onError: tellProblem,
  });
  const views = saved.data?.views ?? [];
  return (
    <div className="flex items-center gap-1 overflow-x-auto px-4 pb-2">
      {standingViews.map(({ name, says, search: its }) => (
        <ViewTab key={name} name={name} says={says} chosen={same(search, its)} onPress={() => onSearch(its)} />
      ))}
      {views.map(({ id, name, shared, query, by }) => {
        const its = queueSearchOf(query);
        return (
          <ViewTab
            key={id}
            name={name}
            says={shared ? `shared by ${visible(by.replace(/^person:/, ""))}` : "yours"}
            shared={shared}
            chosen={same(search, its)}
            onPress={() => onSearch(its)}
          />
        );
      })}
      <Menu
        trigger={<Button kind="quiet" aria-label="keep or remove views" icon={<BookmarkPlus aria-hidden className="size-3.5" />} />}
        items={[
          { says: "Keep this view", icon: <BookmarkPlus aria-hidden className="size-4" />, does: () => setSaving(true) },
          ...views
            .filter(({ mine }) => mine)
            .map(({ id, name }) => ({
              says: `Remove ${visible(name)}`,
              icon: <Trash2 aria-hidden className="size-4" />,
              does: () => remove.mutate(id),
            })),
        ]}
      />
      <KeepDialog open={saving} onClose={() => setSaving(false)} search={search} />
    </div>
  );
}

function ViewTab({
  name,
  says,
  chosen,
  shared = false,
  onPress,
}: {
  readonly name: string;
  readonly says: string;
  readonly chosen: boolean;
  readonly shared?: boolean;
  readonly onPress: () => void;
}) {
  return (
    <button
      type="button"
      onClick={onPress}
      aria-pressed={chosen}
      title={says}
      className={`inline-flex h-7 items-center gap-1.5 rounded-md px-2.5 text-sm font-medium whitespace-nowrap phone:h-10 ${chosen ? "bg-chosen text-text" : "text-soft hover:bg-hover hover:text-text"}`}
    >
      {shared && <Users aria-hidden className="size-3" />}
      <span className="inert max-w-48 truncate">{visible(name)}</span>
    </button>
  );
}

function KeepDialog({ open, onClose, search }: { readonly open: boolean; readonly onClose: () => void; readonly search: QueueSearch }) {
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const client = useQueryClient();
  const keep = useMutation({
    mutationFn: () => {
      const query = parseSearch(stringifySearch(search));
      return api.addSavedView({ body: { name: name.trim(), shared, query, columns: [] } });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: key });
      tell("The view is kept.");
      setName("");
      onClose();
    },
  });
  return (
    <Dialog open={open} onClose={onClose} title="Keep this view" says="Its filters and its order, under a name.">
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          keep.mutate();
        }}
      >
        <Input label="Name" required autoFocus maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        <Checkbox label="Everybody here sees it" checked={shared} onChange={(event) => setShared(event.target.checked)} />
        {keep.error && <Problem of={keep.error} />}
        <div className="flex justify-end">
          <Button type="submit" kind="primary" busy={keep.isPending} disabled={name.trim() === ""}>
            Keep
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
