import type { BranchKind, Post, UnitKind } from "./schema";

export const unitKindNames: Record<UnitKind, string> = {
  committee: "党委",
  general: "党总支",
  branch: "党支部",
  group: "党小组",
};
export const branchKindNames: Record<BranchKind, string> = {
  ordinary: "普通党支部",
  joint: "联合党支部",
  provisional: "临时党支部",
  retired: "离退休党支部",
  floating: "流动党员党支部",
};
export const postNames: Record<Post, string> = {
  secretary: "书记",
  deputy: "副书记",
  organisation: "组织委员",
  publicity: "宣传委员",
  discipline: "纪检委员",
  other: "委员",
};
