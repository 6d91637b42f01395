import type { Chance } from "./chance";
import type { Month } from "./days";

/** What the meetings were about. `text` is kept where a branch writes its minutes out. */
export type Topic = { title: string; items: { title: string; text: string }[] };

const topic = (title: string, ...items: [title: string, text: string][]): Topic => ({
  title,
  items: items.map(([name, text]) => ({ title: name, text })),
});

/** The fourth plenary session was held in October 2025. */
const plenary = ({ year, month }: Month): string =>
  year * 12 + month >= 2025 * 12 + 11 ? "党的二十届四中全会精神" : "党的二十届三中全会精神";

const themes: readonly ((month: Month) => Topic)[] = [
  () => topic("重温入党志愿，走访慰问困难党员", ["重温入党志愿书", ""], ["走访慰问困难党员", ""]),
  (month) => topic(`学习贯彻${plenary(month)}`, ["学习全会公报", ""], ["结合岗位谈认识", ""]),
  () => topic("学雷锋，党员志愿服务进连队", ["清理渠道", ""], ["为职工义务检修农机具", ""]),
  () => topic("春耕生产党员先锋行动", ["党员责任田检查", ""], ["春播质量观摩", ""]),
  () => topic("弘扬劳动精神，技能比武", ["学习劳动模范事迹", ""], ["岗位技能比武", ""]),
  () => topic("安全生产月：党员身边无事故", ["学习安全生产规程", ""], ["查找身边的隐患", ""]),
  () => topic("庆祝建党纪念日，重温入党誓词", ["重温入党誓词", ""], ["交流入党初心", ""]),
  () => topic("防汛抗旱，党员冲在前", ["防汛物资清点", ""], ["渠道巡查", ""]),
  () => topic("“三秋”生产党员突击队", ["秋收任务分工", ""], ["颗粒归仓行动", ""]),
  () => topic("爱国主义教育，参观场史馆", ["参观场史馆", ""], ["交流体会", ""]),
  (month) => topic(`学习${plenary(month)}，谋划冬季工作`, ["专题学习", ""], ["冬季生产和学习安排", ""]),
  () => topic("学习宪法和党内法规，年终对照检查", ["学习党章党规", ""], ["对照年初承诺自查", ""]),
];
const themeless = topic("主题党日", ["集中学习", ""]);
export const themeOf = (month: Month): Topic => themes[month.month - 1]?.(month) ?? themeless;

const generals: readonly Topic[] = [
  topic(
    "听取支委会工作报告，部署全年工作",
    ["听取和审查支委会上一年度工作报告", "书记代表支委会报告上一年度工作，党员讨论后表决。"],
    ["讨论本年度工作计划", "会议讨论了本年度组织生活、党员教育和中心工作的安排，要求党员按岗位认领任务。"],
  ),
  topic(
    "通报党费收缴情况，研究党员教育培训",
    ["通报上半年党费收缴、使用情况", "组织委员通报收缴和使用情况，党员没有提出不同意见。"],
    ["研究党员教育培训安排", "会议确定下一季度集中学习的内容和时间。"],
  ),
  topic(
    "讨论“三秋”生产中的党员责任区",
    ["划分党员责任区", "会议按作业区划分党员责任区，明确联系人和检查办法。"],
    ["学习上级文件", "会议传达学习了上级党委关于做好秋季生产工作的通知。"],
  ),
  topic(
    "总结全年工作，推荐先进",
    ["听取年度工作总结", "书记总结全年工作，指出主题党日参与不够均衡等问题。"],
    ["推荐优秀党员建议人选", "会议酝酿推荐建议人选，报党委审定。"],
  ),
];
const generalless = topic("支部党员大会", ["集中学习", ""]);
export const generalOf = ({ quarter }: Month): Topic => generals[quarter - 1] ?? generalless;

const committeeTopics: readonly [Topic, ...Topic[]] = [
  topic("研究本月主题党日和学习安排", ["研究本月主题党日", ""], ["研究集中学习内容", ""]),
  topic("分析党员思想状况", ["各委员汇报联系党员的情况", ""], ["确定谈心谈话对象", ""]),
  topic("研究发展党员工作", ["听取培养联系人汇报", ""], ["研究下一步培养措施", ""]),
  topic("研究职工反映的问题", ["梳理职工意见建议", ""], ["明确办理责任人", ""]),
  topic("研究困难党员帮扶", ["通报走访情况", ""], ["确定帮扶办法", ""]),
];
export const committeeOf = (chance: Chance): Topic => chance.pick(committeeTopics);

const groupTopics: readonly [Topic, ...Topic[]] = [
  topic("学习讨论，交流岗位工作", ["学习文件", ""], ["党员汇报岗位工作", ""]),
  topic("落实支部决议，分工到人", ["传达支部决议", ""], ["分工到人", ""]),
  topic("开展批评和自我批评", ["党员对照检查", ""]),
];
export const groupOf = (chance: Chance): Topic => chance.pick(groupTopics);

export const lectureOf = (month: Month): Topic =>
  topic(
    month.quarter % 2 === 1
      ? `党课：学习贯彻${plenary(month)}，立足岗位作贡献`
      : "党课：严守党的纪律，发挥先锋模范作用",
    ["书记讲党课", "书记围绕主题讲授党课，联系本支部实际提出三点要求：学深悟透、干在实处、守住底线。"],
    ["党员交流", "党员结合岗位谈了认识和打算。"],
  );
export const studyOf = (month: Month): Topic =>
  topic(`集中学习：${plenary(month)}专题`, ["领学原文", ""], ["讨论", ""]);
export const yearlyOf = (forYear: number): Topic =>
  topic(
    `${forYear}年度组织生活会和民主评议党员`,
    ["支委会对照检查", "书记代表支委会对照检查，党员提出意见建议。"],
    ["党员对照检查，开展批评和自我批评", "党员逐一发言，开展批评和自我批评。"],
    ["民主测评", "会议发放测评票，结果由支委会研究后报党委。"],
  );

export const resolutionTexts: readonly [string, ...string[]] = [
  "整理党员意见建议，形成问题清单",
  "走访慰问困难党员并上报情况",
  "修订党员责任区划分并公示",
  "组织一次党员志愿服务",
  "完成党员活动室资料更新",
  "督促按月交纳党费",
  "制定下一季度集中学习计划",
];
export const leaveReasons: readonly [string, ...string[]] = ["出差", "值班", "身体不适", "家中有事", "外出培训"];
