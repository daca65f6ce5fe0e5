import { useQuery } from "@tanstack/react-query";
import { Badge } from "../../ui/chip.tsx";
import { Copy } from "../../ui/copy.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { type SettingPart, settingsQueries } from "./queries.ts";

/** How long what is kept, in words. */
export function RetentionPart() {
  return <Parts shows={(id) => id === "retention"} />;
}

/** Everything else that this service is set up with. */
export function ServicePart() {
  return <Parts shows={(id) => id !== "retention"} whole />;
}

function Parts({ shows, whole = false }: { readonly shows: (id: string) => boolean; readonly whole?: boolean }) {
  const { data, error, refetch } = useQuery(settingsQueries.settings);
  if (error) return <Problem of={error} again={() => void refetch()} />;
  if (!data) return <Skeleton className="h-80 w-full" />;
  const { version, tenant, file, digest, check, parts } = data;
  return (
    <div className="flex flex-col gap-4">
      <Panel title={whole ? "This service" : "Where this is changed"}>
        {whole && (
          <div className="mb-3">
            <Facts
              of={[
                ["version", version],
                ["tenant", tenant],
                ["configuration", <Digest key="digest" of={digest} />],
              ]}
            />
          </div>
        )}
        <p className="text-sm text-soft">
          Settings stand in{" "}
          {file === null ? (
            "watchkeeper.yaml in the data folder; there is none yet, and everything is by default"
          ) : (
            <FileName key="file" of={file} />
          )}
          , or in the variables named here. Change the file on the server, prove it right by <Command text={check} />, then start the
          service anew. Its digest goes on the record at every start.
        </p>
      </Panel>
      {parts
        .filter(({ id }) => shows(id))
        .map((part) => (
          <PartPanel key={part.id} part={part} />
        ))}
    </div>
  );
}

const FileName = ({ of: file }: { readonly of: string }) => <Inert className="font-mono text-xs">{file}</Inert>;

function Digest({ of: digest }: { readonly of: string }) {
  return (
    <span className="flex items-start gap-1">
      <span className="min-w-0 font-mono text-xs break-all">{digest}</span>
      <Copy text={digest} says="copy the digest" />
    </span>
  );
}

function Command({ text }: { readonly text: string }) {
  return (
    <span className="inline-flex items-center gap-1 align-bottom">
      <Inert className="font-mono text-xs">{text}</Inert>
      <Copy text={text} says="copy the command" />
    </span>
  );
}

function PartPanel({ part: { title, says, lines } }: { readonly part: SettingPart }) {
  return (
    <Panel title={title}>
      <p className="mb-2 text-sm text-soft">{says}</p>
      {lines.length === 0 && <p className="text-sm text-faint">Nothing is named.</p>}
      <ul className="border-t border-line">
        {lines.map((line) => (
          <SettingRow key={line.name} line={line} />
        ))}
      </ul>
    </Panel>
  );
}

function SettingRow({ line: { name, value, says, byDefault, variable } }: { readonly line: SettingPart["lines"][number] }) {
  return (
    <li className="grid gap-x-4 gap-y-0.5 border-b border-line/60 py-1.5 text-sm last:border-0 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,2fr)]">
      <span className="min-w-0">
        <Inert className="font-mono text-xs">{name}</Inert>
        {variable !== null && <span className="block font-mono text-2xs break-all text-faint">{variable}</span>}
      </span>
      <span className="flex min-w-0 flex-wrap items-start gap-2">
        <Inert className="min-w-0 font-medium" lengthMax={1_000}>
          {value}
        </Inert>
        {byDefault && <Badge>by default</Badge>}
      </span>
      <Inert className="text-soft" lengthMax={1_000}>
        {says}
      </Inert>
    </li>
  );
}
