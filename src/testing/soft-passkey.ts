import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A passkey made of software, for tests: it answers as an authenticator and its browser do (WebAuthn Level 3), and lies where it is told to. */
export type SoftPasskey = {
  readonly id: string;
  readonly cose: string;
  readonly key: KeyObject;
  readonly make: (challenge: string, how?: Partial<Manner>) => Made;
  readonly show: (challenge: string, how?: Partial<Manner>) => Shown;
};

/** What is said along: where the page is, whom it asks for, and what the device saw of its holder. */
export type Manner = {
  readonly origin: string;
  readonly host: string;
  readonly type: string;
  readonly flags: number;
  readonly counter: number;
  readonly crossOrigin: boolean | undefined;
  readonly extra: Uint8Array;
  readonly userHandle: string | undefined;
};

type Made = { id: string; rawId: string; type: "public-key"; response: { clientDataJSON: string; attestationObject: string } };
type Shown = {
  id: string;
  rawId: string;
  type: "public-key";
  response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: string };
};

const presentAndVerified = 0x05;
const attested = 0x40;

/** A new passkey, at home on a page. */
export function softPasskey(algorithm: "es256" | "ed25519", at: { readonly origin: string; readonly host: string }): SoftPasskey {
  const key =
    algorithm === "es256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey : generateKeyPairSync("ed25519").privateKey;
  const id = randomBytes(16);
  const cose = coseOf(key, algorithm);
  const text = id.toString("base64url");
  const manner = (how: Partial<Manner> = {}): Manner => ({
    type: "webauthn.get",
    flags: presentAndVerified,
    counter: 0,
    crossOrigin: false,
    extra: new Uint8Array(),
    userHandle: undefined,
    ...at,
    ...how,
  });
  return {
    id: text,
    cose: cose.toString("base64url"),
    key,
    make(challenge, how) {
      const { flags, ...rest } = manner({ type: "webauthn.create", ...how });
      const credential = Buffer.concat([Buffer.alloc(16), twoBytes(id.length), id, cose]);
      const data = authenticatorData({ ...rest, flags: flags | attested, extra: credential });
      const attestationObject = Buffer.concat([
        Buffer.from("a363666d74646e6f6e656761747453746d74a06861757468446174615a", "hex"),
        fourBytes(data.length),
        data,
      ]);
      return {
        id: text,
        rawId: text,
        type: "public-key",
        response: {
          clientDataJSON: clientData(challenge, rest).toString("base64url"),
          attestationObject: attestationObject.toString("base64url"),
        },
      };
    },
    show(challenge, how) {
      const whole = manner(how);
      const [data, client] = [authenticatorData(whole), clientData(challenge, whole)];
      const signed = Buffer.concat([data, createHash("sha256").update(client).digest()]);
      const signature = sign(algorithm === "es256" ? "sha256" : null, signed, key);
      return {
        id: text,
        rawId: text,
        type: "public-key",
        response: {
          clientDataJSON: client.toString("base64url"),
          authenticatorData: data.toString("base64url"),
          signature: signature.toString("base64url"),
          ...(whole.userHandle !== undefined && { userHandle: Buffer.from(whole.userHandle).toString("base64url") }),
        },
      };
    },
  };
}

const clientData = (challenge: string, { type, origin, crossOrigin }: Pick<Manner, "type" | "origin" | "crossOrigin">) =>
  Buffer.from(JSON.stringify({ type, challenge, origin, ...(crossOrigin !== undefined && { crossOrigin }) }));

function authenticatorData({ host, flags, counter, extra }: Pick<Manner, "host" | "flags" | "counter" | "extra">): Buffer {
  return Buffer.concat([createHash("sha256").update(host).digest(), Buffer.from([flags]), fourBytes(counter), extra]);
}

function twoBytes(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function fourBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A COSE_Key (RFC 9053, section 7) written by hand. */
function coseOf(key: KeyObject, algorithm: "es256" | "ed25519"): Buffer {
  const { x = "", y = "" } = createPrivateKey({ key: key.export({ type: "pkcs8", format: "der" }), format: "der", type: "pkcs8" }).export({
    format: "jwk",
  });
  const coordinate = (text: string) => Buffer.from(text, "base64url");
  if (algorithm === "ed25519") return Buffer.concat([Buffer.from("a4010103272006215820", "hex"), coordinate(x)]);
  return Buffer.concat([Buffer.from("a5010203262001215820", "hex"), coordinate(x), Buffer.from("225820", "hex"), coordinate(y)]);
}
