/** Every action that the trail knows, `area.fact`, and what it is called. An action without a name does not compile. */
export const actionNames = {
  "unit.founded": "建立组织",
  "unit.changed": "修改组织",
  "branch.changed": "修改支部信息",
  "branch.closing": "支部停止登记党员",
  "branch.not-closed": "支部恢复登记党员",
  "branch.handed-over": "书记交接（班子变更）",
  "member.registered": "登记党员",
  "member.changed": "修改党员信息",
  "member.import-undone": "撤回导入的党员信息",
  "activity.planned": "安排活动",
  "activity.recorded": "记录活动",
  "activity.changed": "修改活动",
  "activity.confirmed": "确认活动",
  "activity.amended": "更正已确认的活动",
  "activity.followed-up": "登记决议落实",
  "activity.file-added": "上传附件",
  "activity.file-removed": "删除附件",
  "activity.removed": "删除活动",
  "activity.import-undone": "撤回导入的活动",
  "minutes.written": "保存活动内容",
  "minutes.amended": "保存更正前的内容",
  "minutes.removed": "删除活动内容",
  "talk.recorded": "登记谈话",
  "talk.changed": "修改谈话",
  "talk.removed": "删除谈话",
  "talk.text-written": "保存谈话内容",
  "talk.text-removed": "删除谈话内容",
  "training.recorded": "登记培训",
  "training.changed": "修改培训",
  "training.removed": "删除培训",
  "handover.made": "办理书记交接",
  "handover.listed": "保存交接清单",
  "handover.received": "签收书记交接",
  "assessment.submitted": "上报考核",
  "assessment.returned": "退回考核",
  "assessment.frozen": "封存考核材料",
  "assessment.exported": "导出考核材料",
  "import.started": "上传导入文件",
  "import.mapped": "核对导入的列",
  "import.repaired": "改正导入的行",
  "import.committing": "开始导入",
  "import.committed": "完成导入",
  "import.undone": "撤销导入",
  "import.errors-exported": "导出不能导入的行",
  "account.proposed": "提出账号和角色",
  "account.granted": "同意授予角色",
  "account.refused": "不同意授予角色",
  "account.invited": "发出一次性链接",
  "account.set-up": "通过链接启用账号",
  "account.changed": "修改账号",
  "account.password-changed": "修改密码",
  "administrator.named": "任命三员",
  "policy.changed": "修改安全策略",
  "approval.asked": "提出双人审批",
  "approval.granted": "审批同意",
  "approval.refused": "审批不同意",
  "approval.withdrawn": "撤回审批申请",
  "record.opened": "查看身份证号、电话、住址",
  "roster.exported": "导出花名册（号码已遮盖）",
  "roster.exported-full": "导出完整花名册",
  "audit.exported": "导出审计记录",
  "backup.restored": "从备份恢复数据",
} as const satisfies Record<string, string>;

export type Action = keyof typeof actionNames;
type AreaOf<A> = A extends `${infer Area}.${string}` ? Area : never;
export type Area = AreaOf<Action>;

/** What kind of record an action is about. */
export const areaNames: Record<Area, string> = {
  unit: "组织",
  branch: "支部信息",
  member: "党员",
  activity: "活动",
  minutes: "活动内容",
  talk: "谈话",
  training: "培训",
  handover: "书记交接",
  assessment: "考核",
  import: "导入",
  account: "账号",
  administrator: "三员账号",
  policy: "安全策略",
  approval: "双人审批",
  record: "敏感信息",
  roster: "花名册",
  audit: "审计记录",
  backup: "备份",
};

const isAction = (action: string): action is Action => Object.hasOwn(actionNames, action);
const isArea = (area: string): area is Area => Object.hasOwn(areaNames, area);

/** The name of an action; one that a later version has left in the trail is shown as it is written. */
export const actionName = (action: string): string => (isAction(action) ? actionNames[action] : action);
export const areaOf = (action: string): string => action.split(".")[0] ?? "";
export const areaName = (area: string): string => (isArea(area) ? areaNames[area] : area);
