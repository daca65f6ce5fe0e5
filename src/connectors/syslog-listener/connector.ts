import ipaddr from "ipaddr.js";
import { z } from "zod";
import { recordBytesMax } from "../../ports/intake.ts";
import type { ListeningSource } from "../../ports/source.ts";
import { type ConnectorParts, defineConnector } from "../kit/connector-kind.ts";
import { type EarOrder, type EarTls, hearDatagrams, hearStreams } from "../kit/listen.ts";
import { openGather } from "./gather.ts";
import { openDatagrams, serveStream } from "./take.ts";
import { readTlsFiles, type TlsFiles } from "./tls-files.ts";

const network = z.string().refine((text) => ipaddr.isValidCIDR(text), "takes networks, as 192.0.2.0/24");

const path = z.string().min(1).max(4_096);

const Settings = z
  .strictObject({
    address: z
      .string()
      .refine((text) => ipaddr.isValid(text), "takes an address of this machine")
      .default("127.0.0.1"),
    port: z.int().min(0).max(65_535).default(514),
    transport: z.enum(["udp", "tcp", "tls"]),
    framing: z.enum(["auto", "octets", "lines"]).default("auto"),
    senders: z.array(network).min(1).max(256).optional(),
    /** For "tls": PEM files by absolute path. With `client-ca-file` only senders with a certificate of it are heard. */
    "certificate-file": path.optional(),
    "key-file": path.optional(),
    "client-ca-file": path.optional(),
    "message-bytes-max": z.int().min(480).max(recordBytesMax).default(65_536),
    "connections-max": z.int().min(1).max(10_000).default(500),
    "idle-seconds": z.int().min(1).max(86_400).default(3_600),
  })
  .refine((given) => (given.transport === "tls") === (given["certificate-file"] !== undefined && given["key-file"] !== undefined), {
    path: ["certificate-file"],
    message: "and key-file go with the transport tls, and tls needs both",
  });
type Settings = z.output<typeof Settings>;

/** Syslog from whoever sends it: UDP (RFC 5426), TCP (RFC 6587) and TLS (RFC 5425). What a line says is read later, by its format. */
export default defineConnector({
  product: "syslog-listener",
  title: "Syslog (UDP, TCP, TLS)",
  provenOn: "the real product",
  serves: ["alerts"],
  secrets: [],
  settings: Settings,
  make({ name, settings, parts }) {
    const order = { name, address: settings.address, port: settings.port, mayTalk: mayTalkTo(settings.senders) };
    const tls = async () => (settings.transport === "tls" ? readTlsFiles(name, tlsFilesOf(settings)) : undefined);
    return {
      alerts: sourceOf(order, settings, tls, parts),
      // Whether the port is free shows when it is taken: while we listen, it is ourselves who have it.
      async check() {
        await tls();
        return { says: `listens on ${settings.address}, port ${settings.port}, ${settings.transport.toUpperCase()}` };
      },
    };
  },
});

function tlsFilesOf(settings: Settings): TlsFiles {
  const clientCa = settings["client-ca-file"];
  return {
    certificate: settings["certificate-file"] ?? "",
    key: settings["key-file"] ?? "",
    ...(clientCa === undefined ? {} : { clientCa }),
  };
}

function sourceOf(
  order: EarOrder,
  settings: Settings,
  readTls: () => Promise<EarTls | undefined>,
  { clock, random }: ConnectorParts,
): ListeningSource {
  const messageBytesMax = settings["message-bytes-max"];
  return {
    kind: "listening",
    // Syslog has no receipt: what the sender gave to its system, and we had not read, is gone with a crash of either.
    guarantee: "best effort",
    alone: false,
    async listen(listening) {
      const gather = openGather(listening, clock);
      const boot = random.secret(8);
      let connections = 0;
      const tls = await readTls();
      const ear =
        settings.transport === "udp"
          ? await hearDatagrams(order, openDatagrams(gather, { boot, messageBytesMax }))
          : await hearStreams(
              {
                ...order,
                connectionsMax: settings["connections-max"],
                idleMs: settings["idle-seconds"] * 1_000,
                ...(tls ? { tls } : {}),
              },
              (bytes) => {
                connections++;
                return serveStream(bytes, gather, { place: `${boot}-${connections}`, framing: settings.framing, messageBytesMax });
              },
            );
      listening.ready(`${settings.transport}://${order.address}:${ear.port}`);
      try {
        await Promise.race([untilStopped(listening.signal), gather.broken]);
      } finally {
        await ear.close();
      }
    },
  };
}

const untilStopped = (signal: AbortSignal) =>
  new Promise<void>((settle) => {
    if (signal.aborted) settle();
    signal.addEventListener("abort", () => settle(), { once: true });
  });

/** Without a list anybody who reaches the port may talk. Addresses of version 4 in clothes of version 6 are what they are. */
function mayTalkTo(senders: readonly string[] | undefined): (address: string) => boolean {
  if (!senders) return () => true;
  const networks = senders.map((text) => ipaddr.parseCIDR(text));
  return (text) => {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return networks.some(([base, bits]) => base.kind() === address.kind() && address.match([base, bits] as never));
  };
}
