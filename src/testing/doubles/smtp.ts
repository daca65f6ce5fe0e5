import { createServer, type Server, type Socket } from "node:net";
import { createServer as createSecureServer, TLSSocket } from "node:tls";

// A mail server (RFC 5321) with STARTTLS (RFC 3207) and AUTH PLAIN (RFC 4954), written from the RFCs. It keeps what it took, and fails as servers do.

/** Where the conversation goes wrong: `lost-after` took the mail and never said so; the other `lost` ones break off before; the rest say no. */
export type SmtpFault =
  | "lost-after"
  | "lost-in-mail"
  | "lost-before-mail"
  | "put-off"
  | "no-recipient"
  | "no-mail"
  | "silent"
  | "no-starttls"
  | "endless";

/** A mail server on this machine's loopback. */
export type Smtp = {
  readonly port: number;
  /** Whole mails, as they came, with who sent them to whom. */
  readonly taken: {
    readonly from: string;
    readonly to: readonly string[];
    readonly text: string;
    readonly secure: boolean;
    readonly user: string | undefined;
  }[];
  fault: SmtpFault | undefined;
  readonly close: () => Promise<void>;
};

type Talk = {
  socket: Socket;
  secure: boolean;
  user: string | undefined;
  from: string;
  to: string[];
  mail: string | undefined;
  rest: string;
};

/** Starts it. `implicit` speaks TLS from the first byte; "canary-password" of "watchkeeper" signs in. */
export async function startSmtp({
  certificate,
  key,
  implicit = false,
}: {
  certificate: string;
  key: string;
  implicit?: boolean;
}): Promise<Smtp> {
  const open = new Set<Socket>();
  const serve = (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    converse(socket, implicit);
  };
  const server: Server = implicit ? createSecureServer({ cert: certificate, key }, serve) : createServer(serve);
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  const smtp: Smtp = {
    port: address !== null && typeof address === "object" ? address.port : 0,
    taken: [],
    fault: undefined,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of open) socket.destroy();
      }),
  };
  function converse(socket: Socket, secure: boolean): void {
    const talk: Talk = { socket, secure, user: undefined, from: "", to: [], mail: undefined, rest: "" };
    if (smtp.fault === "silent") return;
    say(talk, smtp.fault === "put-off" ? "421 busy" : "220 mail.example.test ESMTP");
    listen(talk);
  }
  function listen(talk: Talk): void {
    talk.socket.on("error", () => {});
    talk.socket.on("data", (data: Buffer) => {
      talk.rest += data.toString("latin1");
      for (let end = talk.rest.indexOf("\r\n"); end >= 0; end = talk.rest.indexOf("\r\n")) {
        const line = talk.rest.slice(0, end);
        talk.rest = talk.rest.slice(end + 2);
        if (talk.mail === undefined) command(talk, line);
        else mailLine(talk, line);
      }
    });
  }
  const commands: ReadonlyMap<string, (talk: Talk, line: string) => void> = new Map([
    ["EHLO", greet],
    ["HELO", greet],
    ["STARTTLS", (talk: Talk) => (smtp.fault === "no-starttls" ? say(talk, "502 what") : upgrade(talk))],
    ["AUTH", signIn],
    ["MAIL", mailFrom],
    ["RCPT", mailTo],
    ["DATA", mailData],
    ["QUIT", ({ socket }: Talk) => void socket.end("221 bye\r\n")],
  ]);
  function command(talk: Talk, line: string): void {
    const known = commands.get(/^\w+/.exec(line)?.[0]?.toUpperCase() ?? "");
    if (known) known(talk, line);
    else say(talk, "502 what");
  }
  function greet(talk: Talk): void {
    const tls = talk.secure || smtp.fault === "no-starttls" ? "" : "250-STARTTLS\r\n";
    if (smtp.fault === "endless") talk.socket.write("250-x\r\n".repeat(200_000));
    else say(talk, `250-mail.example.test\r\n${tls}250-AUTH PLAIN\r\n250 8BITMIME`);
  }
  function mailFrom(talk: Talk, line: string): void {
    [talk.from, talk.to] = [/<([^>]*)>/.exec(line)?.[1] ?? "", []];
    say(talk, "250 ok");
  }
  function mailTo(talk: Talk, line: string): void {
    if (smtp.fault !== "no-recipient") talk.to.push(/<([^>]*)>/.exec(line)?.[1] ?? "");
    say(talk, smtp.fault === "no-recipient" ? "550 no such person canary-words" : "250 ok");
  }
  function mailData(talk: Talk): void {
    talk.mail = "";
    if (smtp.fault === "lost-before-mail") talk.socket.destroy();
    else say(talk, "354 go on");
  }
  function mailLine(talk: Talk, line: string): void {
    if (smtp.fault === "lost-in-mail") {
      talk.socket.destroy();
      return;
    }
    if (line !== ".") {
      talk.mail += `${line.startsWith("..") ? line.slice(1) : line}\r\n`;
      return;
    }
    const text = talk.mail ?? "";
    talk.mail = undefined;
    if (smtp.fault === "no-mail") {
      say(talk, "552 too much canary-words");
      return;
    }
    smtp.taken.push({ from: talk.from, to: talk.to, text, secure: talk.secure, user: talk.user });
    if (smtp.fault === "lost-after") talk.socket.destroy();
    else say(talk, "250 queued");
  }
  function upgrade(talk: Talk): void {
    talk.socket.write("220 go on\r\n");
    talk.socket.removeAllListeners("data");
    const socket = new TLSSocket(talk.socket, { isServer: true, cert: certificate, key });
    Object.assign(talk, { socket, secure: true, rest: "" });
    listen(talk);
  }
  function signIn(talk: Talk, line: string): void {
    const [, user, password] = Buffer.from(line.split(" ")[2] ?? "", "base64")
      .toString()
      .split("\0");
    if (user !== "watchkeeper" || password !== "canary-password") {
      say(talk, "535 canary-words");
      return;
    }
    talk.user = user;
    say(talk, "235 ok");
  }
  return smtp;
}

function say({ socket }: Talk, line: string): undefined {
  socket.write(`${line}\r\n`);
}
