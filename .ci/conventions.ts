import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Convention {
  rooms: string[];
  forbids: RegExp;
  except: RegExp;
  because: string;
}

/** What no linter rule can say; one line of the source at a time. */
const CONVENTIONS: Convention[] = [
  {
    rooms: ["shared", "functions", "web/src"],
    forbids:
      /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|["'](?:node:)?crypto["']|\bcrypto\.(?:subtle|random|getRandom)|\bperformance\.now\b/,
    except: /^functions\/(?:platform\/.*|[^/]+\.ts|.*routes\.ts)$|^web\/src\/lib\//,
    because: "clock and randomness are passed in: they belong to functions/platform, routes and entries, web/src/lib",
  },
  {
    rooms: ["web/src"],
    forbids: /^\s*(?:import|export)\s+(?!type\b).*["']#functions\//,
    except: /^$/,
    because: "web takes types only from functions: write import type",
  },
];

function filesBelow(room: string): string[] {
  return readdirSync(room, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => join(room, path).replaceAll("\\", "/"));
}

function isComment(line: string): boolean {
  return /^\s*(?:\/\/|\/?\*)/.test(line);
}

function faultsIn(path: string, { forbids, because }: Convention): string[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line, index) => (forbids.test(line) && !isComment(line) ? [`${path}:${index + 1} ${because}`] : []));
}

export function conventionFaults(): string[] {
  return CONVENTIONS.flatMap((convention) =>
    convention.rooms
      .flatMap(filesBelow)
      .filter((path) => !convention.except.test(path))
      .flatMap((path) => faultsIn(path, convention)),
  );
}
