export const roles = [
  "secretary",
  "committee",
  "leader",
  "member",
  "office",
  "inspector",
  "system",
  "security",
  "audit",
] as const;
export type Role = (typeof roles)[number];

/** A role at a unit. Only `office` and `inspector` cover the units below theirs. */
export type Grant = { role: Role; unitId: string };

/** The part of the tree that questions of authority need. */
export type TreeUnit = { id: string; parentId: string | null };

/** The unit and everything above it, nearest first. */
export function lineage(tree: readonly TreeUnit[], unitId: string): string[] {
  const byId = new Map(tree.map((unit) => [unit.id, unit]));
  const line: string[] = [];
  for (
    let at = byId.get(unitId);
    at && !line.includes(at.id);
    at = at.parentId === null ? undefined : byId.get(at.parentId)
  )
    line.push(at.id);
  return line;
}

/** The unit and everything below it. */
export function subtree<T extends TreeUnit>(tree: readonly T[], rootId: string): T[] {
  const children = new Map<string | null, T[]>();
  for (const unit of tree) children.set(unit.parentId, [...(children.get(unit.parentId) ?? []), unit]);
  const walk = (unit: T): T[] => [unit, ...(children.get(unit.id) ?? []).flatMap(walk)];
  return tree.filter((unit) => unit.id === rootId).flatMap(walk);
}

export const covers = (role: Role): boolean => role === "office" || role === "inspector";

/** The roles that the grants give at a unit; `line` is the unit and everything above it. */
export const rolesAt = (grants: readonly Grant[], line: readonly string[]): Role[] =>
  grants.filter((g) => g.unitId === line[0] || (covers(g.role) && line.includes(g.unitId))).map((g) => g.role);

export const roleNames: Record<Role, string> = {
  secretary: "书记、副书记",
  committee: "支部委员",
  leader: "党小组长",
  member: "党员",
  office: "党务部门",
  inspector: "检查人员",
  system: "系统管理员",
  security: "安全管理员",
  audit: "审计管理员",
};
