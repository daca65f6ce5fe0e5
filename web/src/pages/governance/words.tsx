import { Inert } from "../../ui/text.tsx";
import type { Competence, Incident } from "./queries.ts";

/** A person without the kind of name. */
export const nameOf = (person: string) => person.replace(/^person:/, "");

/** Somebody, by name. */
export const Who = ({ is }: { readonly is: string }) => <Inert lengthMax={100}>{nameOf(is)}</Inert>;

/** Sentences of ours, one under the other. */
export function Sentences({ of }: { readonly of: readonly string[] }) {
  return (
    <ul className="flex max-w-prose list-disc flex-col gap-1 pl-4 text-sm">
      {of.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
}

export const kindWords: Readonly<Record<Competence["kind"], string>> = {
  "ai-literacy": "AI literacy (AI Act Art. 4)",
  product: "this product",
  "security-operations": "security operations",
  other: "something else",
};

type Party = Incident["informed"][number]["party"];
export const partyWords: Readonly<Record<Party, string>> = {
  provider: "the provider",
  "market-surveillance-authority": "the market surveillance authority",
  "importer-or-distributor": "the importer or distributor",
  "own-management": "our own management",
  other: "somebody else",
};
export const partyChoices = Object.entries(partyWords) as readonly (readonly [Party, string])[];
