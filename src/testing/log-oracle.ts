import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the oracle is asked; hashes and records in base64. See src/core/transparency/oracle/main.go for what each question uses. */
export type LogQuestion = {
  readonly ask: "open" | "sign" | "key" | "leaf" | "record" | "growth" | "tiles";
  readonly note?: string;
  readonly keys?: readonly string[];
  readonly signer?: string;
  readonly size?: number;
  readonly older?: number;
  readonly index?: number;
  readonly root?: string;
  readonly before?: string;
  readonly leaf?: string;
  readonly record?: string;
  readonly proof?: readonly string[];
  readonly folder?: string;
};

export type LogAnswer = {
  readonly ok: boolean;
  readonly why?: string;
  readonly text?: string;
  readonly names?: readonly string[];
  readonly hash: string;
  readonly proof?: readonly string[];
  readonly growth?: readonly string[];
};

/** Go's own checksum-database code, as Debian packages it. */
export type LogOracle = { readonly ask: (questions: readonly LogQuestion[]) => readonly LogAnswer[]; readonly remove: () => void };

const compiler = "/usr/bin/go";
const library = "/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog";
const timeoutMs = 120_000;
const answerBytesMax = 200_000_000;

/** Builds the oracle. When it is not installed a line says so and the comparison is left out; in continuous integration that is a failure. */
export function openLogOracle(): LogOracle | undefined {
  if (!isThere([compiler, library], "golang-go, golang-golang-x-mod-dev")) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "watchkeeper-oracle-"));
  const program = join(folder, "oracle");
  const source = fileURLToPath(new URL("../core/transparency/oracle/main.go", import.meta.url));
  const env = goEnvironment(folder);
  const built = spawnSync(compiler, ["build", "-o", program, source], { env, encoding: "utf8", timeout: timeoutMs });
  if (built.status !== 0) throw new Error(`the oracle was not built: ${built.stderr}`);
  return {
    ask(questions) {
      const input = questions.map((question) => `${JSON.stringify(question)}\n`).join("");
      const { status, stdout, stderr } = spawnSync(program, { input, encoding: "utf8", timeout: timeoutMs, maxBuffer: answerBytesMax });
      if (status !== 0) throw new Error(`the oracle ended with ${status}: ${stderr}`);
      const answers = stdout.trimEnd().split("\n");
      if (answers.length !== questions.length) throw new Error(`${questions.length} questions, ${answers.length} answers`);
      return answers.map((line) => JSON.parse(line) as LogAnswer);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What Go needs to build with Debian's packages alone, in a folder that is removed afterwards. */
export const goEnvironment = (folder: string): NodeJS.ProcessEnv => ({
  ...process.env,
  GO111MODULE: "off",
  GOPATH: "/usr/share/gocode",
  GOFLAGS: "-mod=mod",
  GOCACHE: join(folder, "cache"),
  GOMAXPROCS: "1",
});

/** Whether programs that tests compare us with are there. Says in one line when they are not; in continuous integration that is a failure. */
export function isThere(programs: readonly string[], packages: string): boolean {
  if (programs.every((program) => existsSync(program))) return true;
  const said = `left out, not installed: ${packages}`;
  if (process.env.CI !== undefined) throw new Error(said);
  process.stderr.write(`${said}\n`);
  return false;
}
