import { Download } from "lucide-react";
import { saveFile } from "../../lib/save.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";
import type { PolicyFile } from "./queries.ts";

/** The way from a text that was tried to policies that bind: files on disk, and two admins. */
export function HowToAdopt({ changed, folder }: { readonly changed: readonly PolicyFile[]; readonly folder: string | null }) {
  return (
    <Panel title="To put this in force">
      <ol className="flex max-w-prose list-decimal flex-col gap-1.5 pl-4 text-sm">
        <li>
          Download what was changed:{" "}
          <span className="inline-flex flex-wrap gap-2">
            {changed.map(({ path, text }) => (
              <Button
                key={path}
                icon={<Download aria-hidden className="size-3.5" />}
                onClick={() => saveFile(new Blob([text], { type: "text/plain" }), path)}
              >
                {path}
              </Button>
            ))}
          </span>
        </li>
        <li>
          {folder === null ? (
            <>
              Copy the policies that come with Watchkeeper into a folder of your own, put the file there, and name the folder under{" "}
              <code className="font-mono text-xs">policies</code> in the standing orders.
            </>
          ) : (
            <>
              Put it into <Inert className="font-mono text-xs">{folder}</Inert>, the folder that the standing orders name.
            </>
          )}
        </li>
        <li>
          This page then shows that what lies on disk is not in force. Two admins read it here and sign it, each with their own passkey.
        </li>
      </ol>
    </Panel>
  );
}
