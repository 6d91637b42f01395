import type { Item } from "../keys";

/** What can be wrong with the table, in the words that people read. */
export const findingNames = {
  "trail.edited": "轨迹事件被改动",
  "trail.gap": "轨迹缺少版本",
  "trail.broken": "轨迹前后不相接",
  "record.edited": "记录在系统之外被改动",
  "record.missing": "记录不见了",
  "record.untracked": "记录没有变更轨迹",
  "record.misplaced": "记录的位置或索引与内容不符",
  "record.malformed": "记录的内容不完整",
  "item.unsigned": "内容在系统之外被改动或添加",
  "entity.unknown": "不认识的数据",
  "marker.orphan": "唯一标记没有持有者",
  "marker.missing": "缺少唯一标记",
  "sealed.unreadable": "密文无法打开",
  "sum.assessment": "上报的考核材料与校验值不符",
  "sum.import": "导入批次的行不齐",
  "sum.roll": "应到与有表决权人员名单不符",
  "sum.rollup": "上级汇总与支部记录不符",
  "table.incomplete": "缺少系统自身的数据",
} as const;
export type FindingKind = keyof typeof findingNames;

/** `id` names what is concerned: a record's trail, an event as trail@version, anything else by its key. Never a secret value. */
export type Finding = { kind: FindingKind; entity: string; id: string; detail: string };
export type Report = (kind: FindingKind, entity: string, id: string, detail?: string) => void;

export const lineOf = ({ kind, entity, id, detail }: Finding): string =>
  `${findingNames[kind]}（${kind}）：${entity} ${id}${detail && `，${detail}`}`;

export const placeOf = ({ pk, sk }: Item): string => `${pk}|${sk}`;
