import { SocError } from "../core/soc-error.ts";
import type {
  BundleNote,
  Connector,
  FindingNote,
  Marking,
  NewTicket,
  Notice,
  Sink,
  TicketFile,
  TicketState,
  VerdictNote,
  Written,
} from "../ports/connector.ts";

/** What becomes of a write: it works; it is turned down, for now or for good; it arrives and the answer is lost; or nothing arrives and nobody is told. */
export type Fate = "works" | "refused" | "refused for good" | "answer lost" | "question lost";

/** Something that arrived at the product. */
export type Arrived = {
  readonly kind: string;
  readonly key: string;
  readonly what: Readonly<Record<string, unknown>>;
  readonly id: string;
};

/** A product that remembers everything that ever arrived, once for each time that it did. */
export type MemoryProduct = {
  readonly connector: Connector;
  readonly arrived: Arrived[];
  /** Decides the fate of each write, in order. */
  fate: (kind: string, key: string) => Fate;
  /** Called inside each write, before and after it takes effect: where a test kills. */
  touch: (moment: "before" | "after" | "looking") => void;
  /** Nobody can tell afterwards whether something arrived, as with a mail. */
  blind: boolean;
  /** What people did with tickets. */
  readonly people: Map<string, Partial<TicketState>>;
};

/** A product in memory that serves every kind of sink. Its search is exact: what is not found is not there. */
export function memoryProduct(name: string, mayReceive: Marking = "red", { takesFiles = false } = {}): MemoryProduct {
  const arrived: Arrived[] = [];
  const people = new Map<string, Partial<TicketState>>();
  const product: MemoryProduct = {
    arrived,
    people,
    fate: () => "works",
    touch: () => {},
    blind: false,
    connector: undefined as unknown as Connector,
  };
  const sink = <What extends object>(kind: string): Sink<What> => ({
    name,
    async write({ key, ...what }): Promise<Written> {
      product.touch("before");
      const fate = product.fate(kind, key);
      if (fate === "refused" || fate === "refused for good") throw refusedBy(name, fate === "refused");
      if (fate === "question lost") throw lost(name);
      const id = `${kind}-${arrived.length + 1}`;
      arrived.push({ kind, key, what, id });
      product.touch("after");
      if (fate === "answer lost") throw lost(name);
      return { id };
    },
    async find({ key }) {
      product.touch("looking");
      if (product.blind) throw cannotTell(name);
      const found = arrived.find((each) => each.key === key);
      return found && { id: found.id };
    },
  });
  const connector: Connector = {
    name,
    product: "memory",
    title: "A product in memory",
    provenOn: "a double",
    mayReceive,
    check: async () => ({ says: "it is here" }),
    findings: sink<FindingNote>("finding"),
    verdicts: sink<VerdictNote>("verdict"),
    notify: sink<Notice>("notify"),
    publish: sink<BundleNote>("publish"),
    tickets: {
      tickets: sink<NewTicket>("ticket"),
      comments: sink<{ ticket: string; text: string }>("comment"),
      closing: sink<{ ticket: string; verdict: string; text: string }>("close"),
      ...(takesFiles && { files: sink<TicketFile>("attach") }),
      read: async (id) => ({ id, state: "open", revision: "1", comments: [], ...people.get(id) }),
    },
    close: async () => {},
  };
  return Object.assign(product, { connector });
}

const refusedBy = (name: string, forNow: boolean) =>
  new SocError({
    code: "sink/refused",
    problem: `"${name}" turned it down`,
    remedy: "look at the product",
    retry: forNow ? { afterMs: 1_000 } : "never",
  });

const cannotTell = (name: string) =>
  new SocError({ code: "sink/cannot-tell", problem: `nobody can tell whether "${name}" has it`, remedy: "ask", retry: "never" });

const lost = (name: string) =>
  new SocError({
    code: "connector/not-reached",
    problem: `"${name}" was not reached`,
    remedy: "look at the network",
    retry: { afterMs: 1_000 },
  });
