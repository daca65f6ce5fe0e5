import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { redact } from "./redact.ts";

// Guarantees: what looks like a secret does not reach a log, wherever in a message it stands.

// Put together, so that nobody takes this file for one that holds a key.
const fence = (word: string, kind: string) => `-----${word} ${kind} KEY-----`;
const canary = fc.string({
  unit: fc.constantFrom(..."ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789"),
  minLength: 12,
  maxLength: 60,
});

describe("taking secrets out of a message", () => {
  test("a secret goes in each of the shapes in which programs say it", () => {
    const shapes: readonly ((secret: string) => string)[] = [
      (secret) => `cannot reach postgres://keeper:${secret}@db.example.test/watch`,
      (secret) => `Authorization: Bearer ${secret}`,
      (secret) => `{"password":"${secret}","user":"x"}`,
      (secret) => `client_secret=${secret}&grant_type=x`,
      (secret) => `api-key: ${secret}`,
      (secret) => `X-Api-Key='${secret}'`,
      (secret) => `${fence("BEGIN", "PRIVATE")}\n${secret}\n${fence("END", "PRIVATE")}`,
      (secret) => `${fence("BEGIN", "EC PRIVATE")}\n${secret}`,
      (secret) => `eyJ${secret}.${secret}.${secret}`,
      (secret) => `set-cookie: ${secret}`,
      (secret) => `tool --password ${secret} --quiet`,
      (secret) => `net user backdoor ${secret} /add`,
      (secret) => `net use z: \\\\files\\share ${secret} /user:x`,
      (secret) => `schtasks /create /ru x /rp ${secret}`,
      (secret) => `sshpass -p ${secret} ssh host`,
      (secret) => `curl -u keeper:${secret} host`,
      (secret) => `PGPASSWORD=${secret} psql`,
      (secret) => `Passwort: ${secret}`,
      (secret) => `aws_secret_access_key = ${secret}`,
      (secret) => `{"SecretAccessKey":"x","SessionToken":"${secret}"}`,
      (secret) => `SharedAccessKey=${secret};EntityPath=x`,
      (secret) => `Cookie: theme=dark; sid=${secret}; lang=fr`,
      (secret) => `Mon mot de passe est ${secret}9`,
      (secret) => `Das Passwort lautet: ${secret}9`,
      (secret) => `mdp : ${secret}`,
      (secret) => `hf_${secret.padEnd(20, "x")}`,
      (secret) => `https://hooks.slack.com/services/T0000/B0000/${secret}`,
      (secret) => `Private-Lines: 14\n${secret}\nPrivate-MAC: 0`,
      (secret) => `ConvertTo-SecureString "${secret}" -AsPlainText`,
      (secret) => `ghp_${secret.padEnd(20, "x")}`,
      (secret) => `https://x.blob.test/a?sv=1&sig=${secret.padEnd(16, "x")}`,
    ];
    fc.assert(
      fc.property(fc.constantFrom(...shapes), canary, fc.string({ maxLength: 40 }), (shape, secret, before) => {
        assert.ok(!redact(`${before} ${shape(secret)} after`).includes(secret), shape(secret));
      }),
    );
  });

  test("what is no secret stays, so that messages still help", () => {
    for (const text of [
      "the token of a page repeats",
      'line 3: "server.tls" takes a certificate',
      "https://host.example.test/path",
      "status 401",
      "the password is estimated weak, and the pin is issued at desk 4",
      "a session of 12 cookies: none was set",
      "private_key_id was listed",
      'the secret "password" of "mailbox" cannot be used: it is empty',
    ])
      assert.equal(redact(text), text);
  });

  test("a long text takes no long time", () => {
    for (const part of ["password", "a-", "eyJ", "://", "-----BEGIN ", "bearer ", "cookie: a=b;", "session-", "Private-Lines: 1\n"])
      assert.ok(redact(part.repeat(8_000)).length > 0);
  });
});
