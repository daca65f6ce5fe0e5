import { type Finding, isSource, lineAt, type TreeFile } from "./tree.ts";

type Rule = { readonly pattern: RegExp; readonly where: RegExp; readonly except?: RegExp; readonly says: string };

const pure = /^src\/(core|stages|learning|detection|formats)\//;
const notTesting = /^src\/testing\//;

/** Names that belong to one place only; each message names the replacement. */
const rules: readonly Rule[] = [
  {
    pattern: /(?<![.\w])(fetch|WebSocket|EventSource)\s*\(/g,
    where: /^src\//,
    except: /^src\/connectors\/kit\//,
    says: "the network has one door: the http that main.ts hands in",
  },
  {
    pattern: /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/g,
    where: /^src\//,
    except: /^src\/(main\.ts|storage\/embedded\/)/,
    says: "time is an argument (ports/clock.ts)",
  },
  { pattern: /(?<![.\w])(setTimeout|setInterval|setImmediate)\s*\(/g, where: pure, says: "a pure folder does not wait" },
  {
    pattern: /\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/g,
    where: /^src\//,
    except: /^src\/(main\.ts|storage\/)/,
    says: "chance is an argument (ports/random.ts)",
  },
  {
    pattern: /\bprocess\.(env|cwd|exit)\b/g,
    where: /^src\//,
    except: /^src\/(main\.ts|cli\/|testing\/)/,
    says: "configuration is parsed once and handed in",
  },
  { pattern: /\bconsole\.\w+\(/g, where: /^src\//, except: /^src\/cli\//, says: "commands write to the terminal they were given" },
  { pattern: /\.toLocale\w*\(/g, where: /^src\//, says: "formats are fixed: no locale decides a byte" },
  { pattern: /@ts-ignore|@ts-nocheck/g, where: /^src\//, says: "say what the type is" },
];

export function forbiddenNames(tree: readonly TreeFile[]): Finding[] {
  return tree
    .filter((file) => isSource(file) && !notTesting.test(file.path))
    .flatMap((file) => {
      const code = withoutComments(file.text);
      return rules
        .filter(({ where, except }) => where.test(file.path) && !except?.test(file.path))
        .flatMap(({ pattern, says }) =>
          [...code.matchAll(pattern)].map((match) => ({
            path: file.path,
            line: lineAt(code, match.index + 1),
            says: `${match[0].replace(/\s*\($/, "")}: ${says}`,
          })),
        );
    });
}

/** Comments may name what code may not; lengths stay, so that lines do. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, " "));
}
