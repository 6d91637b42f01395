import { activityKindNames } from "../activities/labels";
import type { ActivityKind } from "../activities/schema";
import {
  educationNames,
  ethnicityNames,
  jobNames,
  rankNames,
  sexNames,
  stageNames,
  standingNames,
} from "../members/labels";
import { type CellReader, doubt, filled, problem, textOf, tidy, value } from "./cells";

/** Code lists by code, by label and by the words that rosters use for them. */

const bare = (text: string) => tidy(text).replaceAll(/[ ()（）、,，;；.。]/g, "");

type Words = ReadonlyMap<string, string>;

function wordsOf(names: Readonly<Record<string, string>>, more: Readonly<Record<string, string>>): Words {
  const labels = Object.entries(names).flatMap(([code, name]) => [[code, code] as const, [bare(name), code] as const]);
  const synonyms = Object.entries(more).flatMap(([code, words]) =>
    words.split(" ").map((word) => [bare(word), code] as const),
  );
  return new Map([...labels, ...synonyms]);
}

const sexWords = wordsOf(sexNames, { male: "男性 男同志 M", female: "女性 女同志 F" });
const educationWords = wordsOf(educationNames, {
  postgraduate: "硕士 硕士研究生 博士 博士研究生 研究生及以上 硕研 博研 研究生毕业",
  bachelor: "本科 大学 大本 学士 本科毕业 大学毕业 普通本科 大学普通班",
  college: "专科 大专 高职 高专 大学专科毕业 大专毕业 专科毕业 高职高专 大普",
  secondary: "中等专科 中等专业 中专毕业 中师 中等职业",
  high: "高中 中技 技校 职高 职业高中 技工 高中毕业 普通高中 高技",
  below: "初中 小学 文盲 半文盲 初中毕业 小学毕业 初中以下",
});
const stageWords = wordsOf(stageNames, {
  applicant: "入党申请人 申请入党人员",
  activist: "积极分子",
  candidate: "发展对象 拟发展对象",
  probationary: "预备 中共预备党员 预备期党员",
  full: "正式 党员 中共党员 中共正式党员",
});
const standingWords = wordsOf(standingNames, { normal: "正常党籍 在册", suspended: "停止" });
const jobWords = wordsOf(jobNames, {
  "014": "管理人员 公有制企业管理人员 国有企业管理人员 企业管理岗 管理岗 经营管理人员 企业经营管理人员",
  "015": "专业技术人员 专技人员 企业专技人员 公有制企业专业技术人员 国有企业专业技术人员 专业技术岗 技术人员",
  "016": "工勤 工勤人员 工勤技能 工人 技能人员 生产操作人员 操作人员 一线工人 工勤技能岗",
  "0164": "农民工",
  "4": "离退休 退休 离休 退休人员 离休人员 离退休职工 退休职工",
  "3": "在校学生",
  "2": "军人 武警",
  "1": "农民 牧民 渔民",
  "5": "其它 其他从业人员",
});
const rankWords = wordsOf(rankNames, {
  senior: "高级职称 正高级 副高级 正高 副高 高职称",
  intermediate: "中级职称",
  junior: "初级职称 助理级 员级",
  none: "没有 未评",
});
const ethnicityWords = wordsOf(ethnicityNames, {
  ...Object.fromEntries(Object.entries(ethnicityNames).map(([code, name]) => [code, name.replace(/族$/, "")])),
  "05": "维族 维吾尔",
  "97": "其他 其它 未识别民族",
});
const yesNoWords: Words = new Map([
  ...["是", "有", "已", "Y", "YES", "TRUE", "√", "✓", "✔", "1"].map((word) => [word, "yes"] as const),
  ...["否", "无", "未", "不是", "没有", "N", "NO", "FALSE", "×", "✗", "0"].map((word) => [word, "no"] as const),
]);
const kindWords = wordsOf(activityKindNames, {
  general: "党员大会 支部大会 支部党员大会 全体党员大会 党员会议 党员会",
  committee: "支委会 支部委员会 支部委员会会议 支部委员会议 支委会议 支委扩大会 支部委员会议",
  group: "党小组会 小组会 党小组会议",
  lecture: "党课 上党课 书记讲党课 专题党课 微党课",
  themeDay: "主题党日 主题党日活动 党日活动 党日 固定党日",
  orgLife: "组织生活会 专题组织生活会 年度组织生活会",
  appraisal: "民主评议 民主评议党员 党员民主评议",
  study: "集中学习 学习 理论学习 政治学习 党员学习 集体学习 专题学习 学习会",
  volunteer: "志愿服务 志愿服务活动 志愿活动 志愿者活动 义务劳动",
  election: "选举大会 选举 换届选举 换届大会 换届选举大会 党员选举大会",
  other: "其他 其它 其他活动 其它活动",
});

const labelsOf = (names: Readonly<Record<string, string>>): string => Object.values(names).join("、");

const coded = (label: string, words: Words, names: Readonly<Record<string, string>>, simplify = bare): CellReader =>
  filled((cell) => {
    const shown = textOf(cell);
    const code = words.get(bare(shown)) ?? words.get(simplify(shown));
    return code === undefined
      ? problem("choice.unknown", `${label}“${tidy(shown)}”不在可填的内容中，请填：${labelsOf(names)}`)
      : value(code);
  });

/** In-service and Party-school courses count as the level that they name. */
const plainEducation = (text: string) =>
  bare(text).replace(/^(全日制|在职|成人|函授|自考|电大|中央党校|省委党校|党校|非全日制)+/, "");
const twoDigits = (text: string) => (/^\d$/.test(bare(text)) ? `0${bare(text)}` : bare(text));

export const readSex = coded("性别", sexWords, sexNames);
export const readEducation = coded("学历", educationWords, educationNames, plainEducation);
export const readStage = coded("人员类别", stageWords, stageNames);
export const readRank = coded("职称层级", rankWords, rankNames);
export const readEthnicity: CellReader = (cell) => {
  const reading = coded("民族", ethnicityWords, {}, twoDigits)(cell);
  return reading.kind === "problem" && reading.code === "choice.unknown"
    ? problem("choice.unknown", `民族“${tidy(textOf(cell))}”不在民族代码表中，请填汉族、满族等规范名称`)
    : reading;
};

const departures = /出党|开除|除名|退党|死亡|去世|转出|离世/;
export const readStanding: CellReader = filled((cell) => {
  const shown = textOf(cell);
  if (departures.test(shown))
    return problem("standing.left", `党籍状态“${tidy(shown)}”表示已不在本支部，导入不办理离开，请在党员档案中办理`);
  return coded("党籍状态", standingWords, standingNames)(cell);
});

/** Rosters often hold free words here; what is no code is left out with a warning. */
export const readJob: CellReader = filled((cell) => {
  const shown = textOf(cell);
  const code = jobWords.get(bare(shown));
  return code === undefined
    ? doubt("choice.unknown", `工作岗位“${tidy(shown)}”不在代码表中，这一项不导入，可在导入后补选`)
    : value(code);
});

export const readYesNo = (label: string): CellReader =>
  filled((cell) => {
    const code = yesNoWords.get(bare(textOf(cell)).toUpperCase());
    return code === undefined ? problem("choice.unknown", `${label}请填“是”或“否”`) : value(code === "yes");
  });

/** 是, 否, or 是 with what is known of it in brackets: 是（2025-03-01）. */
export const readYesWith = (label: string): CellReader =>
  filled((cell) => {
    const match = /^\s*是\s*[(（](.*)[)）]\s*$/s.exec(textOf(cell));
    if (match) return value({ yes: true, note: (match[1] ?? "").trim() });
    const reading = readYesNo(label)(cell);
    return reading.kind === "value" ? value({ yes: reading.value === true, note: "" }) : reading;
  });

const isKind = (code: string): code is ActivityKind => Object.hasOwn(activityKindNames, code);

/** The kinds named in a cell, several separated by the usual signs; null when a word is none of them. */
export function kindsOf(text: string): ActivityKind[] | null {
  const whole = kindWords.get(bare(text));
  const words =
    whole === undefined
      ? tidy(text)
          .split(/[、,，;；/+&|\s]|和|暨|及/)
          .filter((word) => bare(word) !== "")
      : [text];
  const codes = words.map(
    (word) => kindWords.get(bare(word)) ?? kindWords.get(bare(word).replace(/^第?[一二三四五六七八九十\d]+/, "")) ?? "",
  );
  return codes.length > 0 && codes.every(isKind) ? [...new Set(codes.filter(isKind))] : null;
}
