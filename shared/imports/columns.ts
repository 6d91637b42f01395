/** The fields that a sheet may hold, with the headers under which they are found, and which headers are known to hold none. */
export type FieldWords = Readonly<Record<string, string>>;

export const memberColumns: FieldWords = {
  name: "姓名 党员姓名 名字 党员名称 姓名全称 人员姓名",
  idNumber:
    "公民身份号码 身份证号 身份证号码 身份号码 公民身份证号 公民身份证号码 居民身份证号 居民身份证号码 身份证 证件号码 身份证件号码 身份证件号",
  sex: "性别",
  ethnicity: "民族",
  birthDate: "出生日期 出生年月 出生年月日 生日 出生时间",
  education: "学历 文化程度 最高学历 学历情况 学历层次 受教育程度",
  stage: "人员类别 党员类别 党员类型 政治面貌 类别 人员类型 党员身份",
  branchName:
    "所在党支部 所在支部 党支部 所属党支部 所属支部 支部名称 党支部名称 所在党组织 所属党组织 党组织名称 组织关系所在支部 组织关系所在党支部",
  joinedOn:
    "加入党组织日期 入党时间 入党日期 加入中共组织日期 加入党组织时间 加入中国共产党日期 加入中国共产党时间 入党年月 入党年月日 加入中共时间 何时入党 接收为预备党员日期 成为预备党员日期 批准为预备党员日期",
  convertedOn:
    "转为正式党员日期 转正日期 转正时间 转为正式党员时间 转正年月 转正年月日 何时转正 按期转正日期 成为正式党员日期 预备党员转正日期",
  job: "工作岗位 岗位 工作岗位类别 岗位类别 个人身份 职业",
  phone: "联系电话 手机号码 手机 手机号 电话 电话号码 联系方式 联系手机 移动电话 手机电话",
  address:
    "家庭住址 现居住地 住址 家庭地址 居住地址 现住址 居住地 常住地址 详细住址 家庭详细住址 现居住地址 家庭详细地址",
  standing: "党籍状态 党籍 党籍情况",
  lost: "是否失联党员 是否失联 失联党员 失联情况 是否为失联党员",
  lostOn: "失联日期 失去联系日期 失联时间",
  floating: "是否流动党员 是否流动 流动党员 是否为流动党员 流动情况",
  floatingTo: "外出流向 流向 流动去向 外出流向省市县 外出地点",
  group: "党小组 所在党小组 所属党小组 小组",
  degree: "学位 最高学位",
  position: "单位及职务 工作单位及职务 职务 现任职务 工作单位 单位 行政职务 单位职务 部门 部门职务 部门及职务",
  rank: "职称层级 职称等级 职称级别",
  specialty: "专业技术职务 从事专业技术职务 职称 专业技术职称 技术职称",
  migrantWorker: "是否农民工 农民工",
  workStartedOn: "参加工作日期 参加工作时间 工作时间 参加工作年月",
  nativePlace: "籍贯",
  household: "户籍所在地 户籍地址 户口所在地 户籍 户籍地",
  appliedOn: "申请入党日期 申请入党时间 递交入党申请书日期 递交入党申请书时间 提交入党申请书时间 申请日期",
  activistOn:
    "确定积极分子日期 列为积极分子日期 确定为积极分子日期 列为积极分子时间 确定入党积极分子日期 确定为入党积极分子时间 列为入党积极分子日期",
  candidateOn:
    "列为发展对象日期 确定发展对象日期 列为发展对象时间 确定为发展对象时间 确定发展对象时间 确定为发展对象日期",
  branchAtJoining: "入党时所在支部 入党时所在党支部 入党所在支部 入党时支部",
  arrivedOn: "进入本支部日期 转入日期 进入支部日期 转入时间 进入当前支部日期",
  staffNumber: "员工编码 员工编号 工号 职工编号 人员编码 集团员工编码 职工号",
  note: "备注 说明 备注说明",
};

export const ledgerColumns: FieldWords = {
  date: "日期 时间 会议日期 会议时间 活动日期 活动时间 召开日期 召开时间 开展日期 开展时间 会议活动时间 活动会议时间 会议活动日期 年月日",
  clock: "起止时间 具体时间 开始时间 时刻",
  kind: "类别 会议类别 活动类别 会议类型 活动类型 类型 会议名称 活动形式 形式 会议活动类别 会议活动类型 组织生活类型 组织生活形式 会议形式 种类 会议种类 三会一课类型 活动类别名称",
  title:
    "主题 会议主题 活动主题 会议议题 议题 会议内容 活动内容 内容 主要内容 主要议题 会议主要内容 主题内容 题目 会议活动主题 议题内容 党课题目 内容摘要",
  place: "地点 会议地点 活动地点 召开地点 场所 会议活动地点",
  host: "主持人 主持 主持者 会议主持人 召集人",
  recorder: "记录人 记录 会议记录人 记录员",
  lecturer: "主讲人 授课人 主讲 党课主讲人 讲课人 授课者",
  expected: "应到 应到人数 应参加人数 应到会人数 应参会人数 应出席人数 应出席 应到数 应到会 应参加",
  present:
    "实到 实到人数 实际参加人数 实到会人数 参会人数 出席人数 参加人数 实参加人数 实际到会人数 实到数 到会人数 实到会 实参加 实际人数",
  leave: "请假人员 请假 请假人 请假名单 请假人员及原因 请假人姓名 请假情况",
  absent:
    "缺席人员 缺席 缺席名单 缺席人 缺勤人员 未到人员 未到会人员 缺席人员及原因 未参加人员 缺席姓名 缺席人姓名 未参会人员 请假缺席人员 缺席人员名单 未到人员及原因 缺席请假人员",
  hours: "学时 学时数 计学时",
  group: "党小组 所属党小组 小组",
  forYear: "所属年度 年度",
};

/** Known to hold nothing that is kept. */
const ignored =
  "序号 编号 年龄 党龄 周岁 NO 项次 排序 性别代码 请假人数 缺席人数 出勤率 到会率 参会率 政治面貌代码 月份 季度 党龄校正值 附件 佐证材料 是否按期 备用";

/** Headers as they are compared: half-width, without spaces, line breaks, signs and case. */
export const normalHeader = (text: string): string =>
  text
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s\u200b\ufeff*:;.。、,，/\\|_"'“”‘’!?\-—–#]/g, "");

const withoutBrackets = (text: string) => text.replaceAll(/[([【〔<《{][^)\]】〕>》}]*[)\]】〕>》}]/g, "");
const withoutSigns = (text: string) => text.replaceAll(/[()[\]【】〔〕<>《》{}]/g, "");

export type HeaderWords = ReadonlyMap<string, string | null>;

export function headerWords(fields: FieldWords): HeaderWords {
  const entries = Object.entries(fields).flatMap(([field, words]) =>
    words.split(" ").map((word) => [normalHeader(word), field] as const),
  );
  const kept = new Set(entries.map(([word]) => word));
  const none = ignored
    .split(" ")
    .map(normalHeader)
    .filter((word) => !kept.has(word))
    .map((word) => [word, null] as const);
  return new Map<string, string | null>([...entries, ...none]);
}

/** The field of a header; undefined when it is not known at all. What a person has corrected before goes first. */
export function fieldOf(header: string, words: HeaderWords, remembered: HeaderWords): string | null | undefined {
  const whole = normalHeader(header);
  const known = remembered.get(whole);
  if (known !== undefined) return known;
  const forms = [
    whole,
    withoutBrackets(whole),
    withoutSigns(whole),
    withoutSigns(withoutBrackets(whole)).replace(/(必填项?|选填项?)$/, ""),
  ];
  return forms.map((form) => words.get(form)).find((field) => field !== undefined);
}
