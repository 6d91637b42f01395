import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { licenceFaults, lockChapter, shippedChapter } from "./licences.ts";
import { LOCK, type Locked, lockedPackages } from "./locked.ts";
import { npm } from "./npm.ts";
import { readShipped, type Shipped } from "./shipped.ts";

const LICENCES = "docs/licences.md";
const BILL = "dist/sbom.cdx.json";

const property = z.object({ name: z.string(), value: z.string() });
const component = z.looseObject({
  name: z.string(),
  version: z.string(),
  properties: z.array(property).optional(),
  licenses: z.array(z.unknown()).optional(),
});
const bill = z.looseObject({
  metadata: z.looseObject({ component: z.looseObject({ name: z.string() }) }),
  components: z.array(component),
});

/** A UUID that says which lock file the bill is of, so that the same lock gives the same bill. */
function serialNumber(): string {
  const hash = createHash("sha256").update(readFileSync(LOCK)).digest("hex");
  const uuid = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  return `urn:uuid:${uuid}`;
}

function completed(listed: z.infer<typeof component>, all: readonly Locked[], shipped: Shipped) {
  const places = all.filter(({ name, version }) => name === listed.name && version === listed.version);
  const bundles = [...new Set(places.flatMap(({ path }) => shipped[path] ?? []))];
  const licence = places[0]?.licence;
  return {
    ...listed,
    ...(listed.licenses === undefined && licence ? { licenses: [{ expression: licence }] } : {}),
    properties: [...(listed.properties ?? []), ...bundles.map((value) => ({ name: "zhibu:bundle", value }))],
  };
}

function billOfMaterials(all: readonly Locked[], shipped: Shipped): string {
  const { status, stdout, stderr } = npm(["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"]);
  if (status !== 0) throw new Error(`npm sbom: ${stderr}`);
  const { metadata, components, ...rest } = bill.parse(JSON.parse(stdout));
  const { timestamp: _, ...about } = metadata;
  const listed = components.map((one) => completed(one, all, shipped));
  const whole = {
    ...rest,
    serialNumber: serialNumber(),
    metadata: { ...about, component: { ...about.component, name: "zhibu" } },
    components: listed,
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

function complain(faults: readonly string[]): void {
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

/** Without a build only the lock's part of the list can be compared. */
function check(all: readonly Locked[], shipped: Shipped | undefined): void {
  const kept = readFileSync(LICENCES, "utf8");
  const isCurrent = shipped
    ? kept === `${shippedChapter(all, shipped)}\n${lockChapter(all)}`
    : kept.endsWith(`\n${lockChapter(all)}`);
  const stale = isCurrent ? [] : [`${LICENCES} is not up to date: run npm run sbom`];
  complain([...licenceFaults(all, shipped ?? {}), ...stale]);
}

function write(all: readonly Locked[], shipped: Shipped): void {
  writeFileSync(LICENCES, `${shippedChapter(all, shipped)}\n${lockChapter(all)}`);
  writeFileSync(BILL, billOfMaterials(all, shipped));
  console.log(`written: ${BILL}, ${LICENCES}`);
  complain(licenceFaults(all, shipped));
}

const locked = lockedPackages();
if (process.argv.includes("--check")) check(locked, process.argv.includes("--built") ? readShipped() : undefined);
else write(locked, readShipped());
