import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Dialog as Radix } from "radix-ui";
import { useDeferredValue, useState } from "react";
import { api } from "../api/client.ts";
import { useKeyList } from "../lib/keys.ts";
import { Kbd } from "../ui/kbd.tsx";
import { Severity } from "../ui/severity.tsx";
import { Inert } from "../ui/text.tsx";
import { places } from "./places.tsx";

const casesMax = 8;
const groups =
  "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-faint";
const line = "flex h-8 items-center gap-2 rounded-sm px-2 text-sm data-[selected=true]:bg-hover phone:h-11";

/** Closes the palette, then does what was chosen. */
type Then = (does: () => void) => () => void;

/** Find a case by its words, go anywhere, do what the page can do. */
export function Palette({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Radix.Root open={open} onOpenChange={(now) => !now && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/55" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-1.5rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-lg border border-line-strong bg-raised shadow-float"
        >
          <Radix.Title className="sr-only">Find anything, do anything</Radix.Title>
          <Finder
            then={(does) => () => {
              onClose();
              does();
            }}
          />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Finder({ then }: { readonly then: Then }) {
  const [typed, setTyped] = useState("");
  const text = useDeferredValue(typed.trim());
  return (
    <Command label="commands" className={groups}>
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        placeholder="A case, a page, a deed …"
        className="h-11 w-full border-b border-line bg-transparent px-3 text-base placeholder:text-faint"
      />
      <Command.List className="max-h-[50dvh] overflow-auto p-1">
        <Command.Empty className="px-3 py-6 text-center text-sm text-soft">Nothing fits these words.</Command.Empty>
        <FoundCases text={text} then={then} />
        <AskInWords text={text} then={then} />
        <Places then={then} />
        <Deeds then={then} />
      </Command.List>
    </Command>
  );
}

function FoundCases({ text, then }: { readonly text: string; readonly then: Then }) {
  const navigate = useNavigate();
  const { data } = useQuery({
    queryKey: ["case", "list", "palette", text],
    queryFn: ({ signal }) => api.listCases({ query: { text, limit: casesMax } }, { signal }),
    enabled: text.length > 1,
  });
  const cases = data?.cases ?? [];
  const isId = /^case-[A-Za-z0-9-]+$/.test(text);
  if (!isId && cases.length === 0) return null;
  const open = (id: string) => then(() => void navigate({ to: "/cases/$id", params: { id } }));
  return (
    <Command.Group heading="Cases">
      {isId && (
        <Command.Item className={line} value={`open ${text}`} onSelect={open(text)}>
          Open {text}
        </Command.Item>
      )}
      {cases.map(({ id, title, severity }) => (
        <Command.Item key={id} className={line} value={`${title} ${id}`} onSelect={open(id)}>
          <Severity is={severity} bare />
          <Inert className="flex-1 truncate" lengthMax={90}>
            {title}
          </Inert>
          <span className="font-mono text-2xs text-faint">{id}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

/** Words that name nothing here may be a question: a page makes a search of it, when it is pressed there. */
function AskInWords({ text, then }: { readonly text: string; readonly then: Then }) {
  const navigate = useNavigate();
  if (!text.includes(" ")) return null;
  return (
    <Command.Group heading="Ask">
      <Command.Item
        className={line}
        value={`ask ${text}`}
        onSelect={then(() => void navigate({ to: "/ask", search: { question: text.slice(0, 500) } }))}
      >
        Ask in your own words: <Inert lengthMax={60}>{text}</Inert>
      </Command.Item>
    </Command.Group>
  );
}

function Places({ then }: { readonly then: Then }) {
  const navigate = useNavigate();
  return (
    <Command.Group heading="Places">
      {places.map(({ to, says, Icon }) => (
        <Command.Item key={to} className={line} value={`go to ${says}`} onSelect={then(() => void navigate({ to }))}>
          <Icon aria-hidden className="size-4 text-faint" />
          {says}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function Deeds({ then }: { readonly then: Then }) {
  const layers = useKeyList().filter(({ title }) => title !== "Everywhere");
  return layers.map(({ title, deeds }) => (
    <Command.Group key={title} heading={title}>
      {deeds.map(({ keys, says, does }) => (
        <Command.Item key={keys} className={line} value={`${title} ${says}`} onSelect={then(does)}>
          <span className="flex-1">{says}</span>
          {keys.split(" ").map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </Command.Item>
      ))}
    </Command.Group>
  ));
}
