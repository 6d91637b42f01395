import type {
  arrivals,
  Departure,
  Education,
  Job,
  lostReasons,
  ranks,
  SecretField,
  Sex,
  Stage,
  Standing,
} from "./schema";

export const sexNames: Record<Sex, string> = { male: "男", female: "女" };
export const educationNames: Record<Education, string> = {
  postgraduate: "研究生",
  bachelor: "大学本科",
  college: "大学专科",
  secondary: "中专",
  high: "高中、中技",
  below: "初中及以下",
};
export const stageNames: Record<Stage, string> = {
  applicant: "申请人",
  activist: "入党积极分子",
  candidate: "发展对象",
  probationary: "预备党员",
  full: "正式党员",
};
export const standingNames: Record<Standing, string> = { normal: "正常", suspended: "停止党籍" };
export const departureNames: Record<Departure, string> = {
  transfer: "转出",
  death: "去世",
  removal: "除名",
  expulsion: "开除党籍",
  withdrawal: "退党",
  cancelled: "取消预备党员资格",
  other: "其他",
};
export const arrivalNames: Record<(typeof arrivals)[number], string> = {
  admitted: "本支部发展",
  transfer: "转入",
  restored: "恢复党籍",
  initial: "建账时已在",
};
export const jobNames: Record<Job, string> = {
  "011": "党政机关工作人员",
  "012": "事业单位管理人员",
  "013": "事业单位专业技术人员",
  "014": "企业管理人员",
  "015": "企业专业技术人员",
  "016": "工勤技能人员",
  "0164": "工勤技能人员（农民工）",
  "021": "非公企业管理人员",
  "022": "非公企业专业技术人员",
  "023": "民办非企业管理人员",
  "024": "民办非企业专业技术人员",
  "025": "非公单位工勤技能人员",
  "0253": "非公单位工勤技能人员（农民工）",
  "1": "农牧渔民",
  "113": "外出务工经商人员",
  "2": "军人、武警",
  "3": "学生",
  "4": "离退休人员",
  "5": "其他",
};
export const rankNames: Record<(typeof ranks)[number], string> = {
  senior: "高级",
  intermediate: "中级",
  junior: "初级",
  none: "无",
};
export const lostReasonNames: Record<(typeof lostReasons)[number], string> = {
  "1": "外出务工经商",
  "2": "改制破产",
  "3": "毕业去向不明",
  "4": "工作单位改变",
  "5": "出国（境）",
  "6": "居住地改变",
  "7": "其他",
};
export const secretFieldNames: Record<SecretField, string> = {
  idNumber: "公民身份号码",
  phone: "联系电话",
  address: "家庭住址",
  household: "户籍所在地",
};

const names =
  "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺";
/** GB/T 3304 code → name (`"01"` → 汉族). */
export const ethnicityNames: Record<string, string> = {
  ...Object.fromEntries(names.split(" ").map((name, i) => [String(i + 1).padStart(2, "0"), `${name}族`])),
  "97": "其他",
  "98": "外国血统中国籍人士",
};

/** Names of all fields as forms and exports show them. */
export const memberFieldNames: Record<string, string> = {
  name: "姓名",
  idNumber: "公民身份号码",
  sex: "性别",
  ethnicity: "民族",
  birthDate: "出生日期",
  education: "学历",
  stage: "人员类别",
  joinedOn: "加入党组织日期",
  convertedOn: "转为正式党员日期",
  job: "工作岗位",
  phone: "联系电话",
  address: "家庭住址",
  standing: "党籍状态",
  left: "离开本支部",
  lost: "失联情况",
  floating: "流动情况",
  groupId: "党小组",
  excused: "免于参加活动",
  arrivedOn: "进入本支部日期",
  arrival: "进入方式",
  degree: "学位",
  position: "单位及职务",
  rank: "职称层级",
  specialty: "专业技术职务",
  migrantWorker: "是否农民工",
  workStartedOn: "参加工作日期",
  nativePlace: "籍贯",
  household: "户籍所在地",
  appliedOn: "申请入党日期",
  activistOn: "确定积极分子日期",
  candidateOn: "列为发展对象日期",
  branchAtJoining: "入党时所在支部",
  probationMonths: "延长预备期（月）",
  seniorityCorrection: "党龄校正值（月）",
  staffNumber: "员工编码",
  note: "备注",
};

/** The sixteen headers of 党员花名册, in the order of 党员基本信息采集表 (2017). */
export const rosterHeaders = [
  "姓名",
  "公民身份号码",
  "性别",
  "民族",
  "出生日期",
  "学历",
  "人员类别",
  "所在党支部",
  "加入党组织日期",
  "转为正式党员日期",
  "工作岗位",
  "联系电话",
  "家庭住址",
  "党籍状态",
  "是否失联党员",
  "是否流动党员",
] as const;
