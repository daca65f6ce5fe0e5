import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isThere } from "./log-oracle.ts";

/** A time-stamp authority of stock openssl, in a folder that is removed afterwards. */
export type StampAuthority = {
  /** Its root certificate, PEM. */
  readonly certificates: string;
  /** The DER reply to a DER request. */
  readonly reply: (request: Uint8Array) => Uint8Array;
  /** A token over a TSTInfo of the caller's own making: what an authority would sign that does not keep its own rules. */
  readonly sign: (info: Uint8Array, contentType?: string) => Uint8Array;
  /** The same by a certificate that the authority's own one issued, which may issue none. */
  readonly signThrough: (info: Uint8Array) => Uint8Array;
  /** Whether openssl accepts a reply over some bytes, for this authority. */
  readonly accepts: (reply: Uint8Array, over: Uint8Array) => boolean;
  /** What openssl reads out of a request. */
  readonly read: (request: Uint8Array) => string;
  readonly remove: () => void;
};

/** What the authority is made of: the kind of its keys, the digest that names its certificate, and what its certificate is for. */
export type StampAuthorityKind = {
  readonly keys?: readonly string[];
  readonly certificateDigest?: "sha1" | "sha256" | "sha512";
  readonly usage?: string;
  /** What the authority's certificate may be used for; none is stated when empty. */
  readonly keyUsage?: string;
  /** The key identifier that the root claims, hex: two roots may claim the same. */
  readonly rootKeyId?: string;
};

const timeStampContent = "1.2.840.113549.1.9.16.1.4";
const ellipticKeys = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];

/** Whether openssl is there; says so in one line when not, and fails in continuous integration. */
export const hasOpenssl = (): boolean => isThere(["/usr/bin/openssl"], "openssl");

/** Makes an authority: a root, a certificate that it issued, and the configuration of `openssl ts`. */
export function makeStampAuthority(kind: StampAuthorityKind = {}): StampAuthority {
  const {
    keys = ellipticKeys,
    certificateDigest = "sha256",
    usage = "critical,timeStamping",
    keyUsage = "critical,digitalSignature",
    rootKeyId,
  } = kind;
  const folder = mkdtempSync(join(tmpdir(), "watchkeeper-stamp-"));
  const file = (name: string) => join(folder, name);
  const openssl = (...words: readonly string[]) => spawnSync("/usr/bin/openssl", words, { cwd: folder, encoding: "utf8" });
  const must = (...words: readonly string[]) => {
    const { status, stderr } = openssl(...words);
    if (status !== 0) throw new Error(`openssl ${words.join(" ")}: ${stderr}`);
  };
  writeFileSync(file("serial"), "01\n");
  writeFileSync(file("root.cnf"), rootConfiguration(rootKeyId));
  writeFileSync(file("ts.cnf"), configuration(certificateDigest));
  writeFileSync(file("extensions"), `extendedKeyUsage=${usage}\n${keyUsage === "" ? "" : `keyUsage=${keyUsage}\n`}`);
  must(
    "req",
    "-x509",
    ...keys,
    "-nodes",
    "-keyout",
    "root.key",
    "-subj",
    "/CN=root.example.test",
    "-days",
    "3650",
    "-out",
    "root.pem",
    "-config",
    "root.cnf",
  );
  must("req", ...keys, "-nodes", "-keyout", "stamp.key", "-subj", "/CN=stamp.example.test", "-out", "stamp.csr");
  must(
    "x509",
    "-req",
    "-in",
    "stamp.csr",
    "-CA",
    "root.pem",
    "-CAkey",
    "root.key",
    "-CAcreateserial",
    "-extfile",
    "extensions",
    "-days",
    "30",
    "-out",
    "stamp.pem",
  );
  const signed = (info: Uint8Array, contentType: string, signer: readonly string[]) => {
    writeFileSync(file("info.der"), info);
    const form = ["-binary", "-nodetach", "-econtent_type", contentType, "-md", "sha256", "-cades", "-outform", "DER"];
    must("cms", "-sign", ...form, ...signer, "-in", "info.der", "-out", "token.der");
    return readFileSync(file("token.der"));
  };
  return {
    certificates: readFileSync(file("root.pem"), "utf8"),
    reply(request) {
      writeFileSync(file("request.tsq"), request);
      must("ts", "-reply", "-config", "ts.cnf", "-queryfile", "request.tsq", "-out", "reply.tsr");
      return readFileSync(file("reply.tsr"));
    },
    sign: (info, contentType = timeStampContent) => signed(info, contentType, ["-signer", "stamp.pem", "-inkey", "stamp.key"]),
    signThrough(info) {
      must("req", ...keys, "-nodes", "-keyout", "below.key", "-subj", "/CN=below.example.test", "-out", "below.csr");
      const issued = ["-CA", "stamp.pem", "-CAkey", "stamp.key", "-CAcreateserial", "-extfile", "extensions", "-days", "30"];
      must("x509", "-req", "-in", "below.csr", ...issued, "-out", "below.pem");
      return signed(info, timeStampContent, ["-signer", "below.pem", "-inkey", "below.key", "-certfile", "stamp.pem"]);
    },
    accepts(reply, over) {
      writeFileSync(file("given.tsr"), reply);
      writeFileSync(file("over"), over);
      return openssl("ts", "-verify", "-data", "over", "-in", "given.tsr", "-CAfile", "root.pem").status === 0;
    },
    read(request) {
      writeFileSync(file("given.tsq"), request);
      return openssl("ts", "-query", "-in", "given.tsq", "-text").stdout;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const rootConfiguration = (keyId: string | undefined) => `[req]
distinguished_name = name
x509_extensions = root
[name]
[root]
basicConstraints = critical,CA:true
subjectKeyIdentifier = ${keyId ?? "hash"}
`;

const configuration = (certificateDigest: string) => `[tsa]
default_tsa = here
[here]
serial = ./serial
signer_cert = ./stamp.pem
certs = ./root.pem
signer_key = ./stamp.key
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256
ess_cert_id_alg = ${certificateDigest}
`;

/** Serves something over loopback HTTP that answers every request with what `answer` makes of its body. */
export async function serveReplies(
  answer: (request: Uint8Array) => { readonly status?: number; readonly type?: string; readonly bytes: Uint8Array },
): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { status = 200, type = "application/timestamp-reply", bytes } = answer(Buffer.concat(parts));
      response.writeHead(status, { "content-type": type }).end(bytes);
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsr`, close: () => void server.close() };
}
