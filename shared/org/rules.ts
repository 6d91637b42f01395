import { lineage } from "../access";
import { type Day, isWithin } from "../dates";
import { Fault, type FieldError, fieldFault } from "../problem";
import type { Branch, BranchChange, Unit, UnitChange, UnitInput, UnitKind } from "./schema";
import { branchSettings } from "./schema";

/** What may stand directly under what. */
const children: Record<UnitKind, readonly UnitKind[]> = {
  committee: ["committee", "general", "branch"],
  general: ["branch"],
  branch: ["group"],
  group: [],
};

export const isOpen = (unit: { closedOn: string | null }, on: Day): boolean =>
  unit.closedOn === null || unit.closedOn > on;

export const nameTaken = (): Fault => fieldFault("unit.name-taken", "#/name", "同一上级之下已有这个名称");

function checkParent(kind: UnitKind, parent: Unit | undefined, on: Day): asserts parent is Unit {
  if (!parent) throw fieldFault("request.invalid", "#/parentId", "请选择上级组织");
  if (!children[parent.kind].includes(kind))
    throw fieldFault("unit.kind", "#/parentId", "这一类组织不能设在所选的上级之下");
  if (!isOpen(parent, on)) throw fieldFault("unit.closed", "#/parentId", "所选的上级组织已撤销");
}

/** A new unit under its parent. */
export function foundUnit(input: UnitInput, id: string, tree: readonly Unit[], today: Day): Unit {
  const parent = tree.find((unit) => unit.id === input.parentId);
  checkParent(input.kind, parent, today);
  if (input.foundedOn > today) throw fieldFault("request.invalid", "#/foundedOn", "成立日期不能晚于今天");
  if (tree.some((unit) => unit.parentId === parent.id && unit.name === input.name && isOpen(unit, today))) {
    throw nameTaken();
  }
  return {
    ...{ id, parentId: parent.id, kind: input.kind, name: input.name, foundedOn: input.foundedOn, closedOn: null },
    ...{
      branchKind: input.kind === "branch" ? (input.branchKind ?? "ordinary") : null,
      approval: input.approval ?? "",
      former: [],
      version: 1,
      chain: "",
    },
  };
}

/** A renamed, moved or closed unit; the former name and parent are kept with the day until which they held. */
export function changeUnit(unit: Unit, change: UnitChange, tree: readonly Unit[], today: Day): Unit {
  if (change.parentId !== undefined && change.parentId !== unit.parentId) {
    if (unit.parentId === null) throw fieldFault("unit.cycle", "#/parentId", "最上级组织不能移动");
    if (lineage(tree, change.parentId).includes(unit.id))
      throw fieldFault("unit.cycle", "#/parentId", "不能移到自己的下级");
    checkParent(
      unit.kind,
      tree.find(({ id }) => id === change.parentId),
      today,
    );
  }
  if (change.branchKind !== undefined && unit.kind !== "branch")
    throw fieldFault("unit.kind", "#/branchKind", "只有党支部有支部类型");
  const foundedOn = change.foundedOn ?? unit.foundedOn;
  if (foundedOn > today) throw fieldFault("request.invalid", "#/foundedOn", "成立日期不能晚于今天");
  const closedOn = change.closedOn === undefined ? unit.closedOn : change.closedOn;
  if (closedOn !== null && (closedOn < foundedOn || closedOn > today)) {
    throw fieldFault("request.invalid", "#/closedOn", "撤销日期应在成立日期之后、今天之前");
  }
  if (unit.closedOn !== null && closedOn === null && unit.parentId !== null) {
    checkParent(
      unit.kind,
      tree.find(({ id }) => id === unit.parentId),
      today,
    );
  }
  if (
    change.closedOn &&
    (unit.parentId === null || tree.some((child) => child.parentId === unit.id && isOpen(child, today)))
  ) {
    throw new Fault("unit.not-empty");
  }
  const isRenamed = (change.name ?? unit.name) !== unit.name || (change.parentId ?? unit.parentId) !== unit.parentId;
  const former = isRenamed ? [...unit.former, { until: today, name: unit.name, parentId: unit.parentId }] : unit.former;
  return {
    ...unit,
    name: change.name ?? unit.name,
    parentId: change.parentId ?? unit.parentId,
    branchKind: change.branchKind ?? unit.branchKind,
    closedOn,
    approval: change.approval ?? unit.approval,
    foundedOn,
    former,
    version: unit.version + 1,
  };
}

/** The profile of a branch that has just been founded: nobody elected, the usual settings. */
export const foundBranch = (unit: Unit): Branch => ({
  ...{
    id: unit.id,
    name: unit.name,
    branchKind: unit.branchKind ?? "ordinary",
    foundedOn: unit.foundedOn,
    closedOn: unit.closedOn,
  },
  ...{ term: null, committee: [], groups: [], settings: branchSettings.parse({}), version: 1, chain: "" },
});

/** The profile after a change of its term, committee or settings. `memberIds` are all who belong or belonged to the branch. */
export function changeBranch(branch: Branch, change: BranchChange, memberIds: ReadonlySet<string>): Branch {
  const committee = change.committee ?? branch.committee;
  const errors: FieldError[] = change.committee
    ? committee.flatMap((post, i) => postErrors(committee, post, i, memberIds))
    : [];
  if (errors.length > 0) throw new Fault("request.invalid", { errors });
  const settings = {
    ...branch.settings,
    ...Object.fromEntries(Object.entries(change.settings ?? {}).filter(([, value]) => value !== undefined)),
  };
  return {
    ...branch,
    term: change.term === undefined ? branch.term : change.term,
    committee,
    settings: branchSettings.parse(settings),
    version: branch.version + 1,
  };
}

function postErrors(
  committee: Branch["committee"],
  post: Branch["committee"][number],
  i: number,
  memberIds: ReadonlySet<string>,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!memberIds.has(post.memberId))
    errors.push({ pointer: `#/committee/${i}/memberId`, detail: "请选择本支部的党员" });
  if (post.to !== null && post.to < post.from)
    errors.push({ pointer: `#/committee/${i}/to`, detail: "离任日期不能早于任职日期" });
  const clash = committee.findIndex(
    (other, j) =>
      j < i &&
      overlaps(other, post) &&
      (other.memberId === post.memberId || (post.post === "secretary" && other.post === "secretary")),
  );
  if (clash >= 0) {
    const same = committee[clash]?.memberId === post.memberId;
    errors.push({ pointer: `#/committee/${i}/from`, detail: same ? "同一人的任职时间重叠" : "同一时间只能有一名书记" });
  }
  return errors;
}

/** A post that ends on a day and one that begins on it do not overlap. */
const overlaps = (a: { from: Day; to: Day | null }, b: { from: Day; to: Day | null }) =>
  (a.to === null || b.from < a.to) && (b.to === null || a.from < b.to) && (isWithin(b.from, a) || isWithin(a.from, b));
