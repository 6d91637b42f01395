import { existsSync } from "node:fs";
import * as z from "zod";
import { lockedPackages } from "./locked.ts";
import { npm } from "./npm.ts";
import { readShipped, SHIPPED } from "./shipped.ts";

const finding = z.object({
  name: z.string(),
  severity: z.enum(["info", "low", "moderate", "high", "critical"]),
  range: z.string(),
  nodes: z.array(z.string()),
});
type Finding = z.infer<typeof finding>;
const report = z.object({ auditReportVersion: z.number(), vulnerabilities: z.record(z.string(), finding) });

/** Undefined when the registry gave no report: then nothing is known, neither good nor bad. */
function findings(): Finding[] | undefined {
  const { stdout } = npm(["audit", "--json", "--package-lock-only"]);
  try {
    const parsed = report.safeParse(JSON.parse(stdout));
    return parsed.success ? Object.values(parsed.data.vulnerabilities) : undefined;
  } catch {
    return undefined;
  }
}

/** What runs in an installation: runtime packages and whatever is in a bundle or in the page. */
function pathsThatRun(): Set<string> {
  const runtime = lockedPackages().flatMap(({ path, isDevelopment }) => (isDevelopment ? [] : [path]));
  return new Set([...runtime, ...(existsSync(SHIPPED) ? Object.keys(readShipped()) : [])]);
}

function tell(found: readonly Finding[]): void {
  const running = pathsThatRun();
  const runs = ({ nodes }: Finding) => nodes.some((path) => running.has(path));
  for (const one of found) {
    console.log(
      `${one.severity}: ${one.name} ${one.range} (${runs(one) ? "runs in an installation" : "development only"})`,
    );
  }
  const grave = found.filter((one) => (one.severity === "high" || one.severity === "critical") && runs(one));
  console.log(`audited: ${found.length} findings, ${grave.length} of them high or critical in what runs`);
  if (grave.length > 0) process.exitCode = 1;
}

const found = findings();
if (found) tell(found);
else console.log("no audit was done: the configured registry gave no audit report");
