const illegalInName = /[[\]:*?/\\]|\p{Cc}/gu;
const longestName = 31;
/** Excel keeps this name for itself. */
const reserved = "history";

function legalName(name: string, taken: Set<string>): string {
  const clean =
    name
      .replace(illegalInName, " ")
      .replace(/^'+|'+$/g, "")
      .trim() || "工作表";
  for (let copy = 1; ; copy += 1) {
    const suffix = copy === 1 ? "" : `(${copy})`;
    const candidate = clean.slice(0, longestName - suffix.length).replace(/[\ud800-\udbff]$/, "") + suffix;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}

/** Names that every spreadsheet program takes, no two alike; the library refuses others. */
export function legalSheetNames(names: string[]): string[] {
  const taken = new Set([reserved]);
  return names.map((name) => {
    const legal = legalName(name, taken);
    taken.add(legal.toLowerCase());
    return legal;
  });
}
