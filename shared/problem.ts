/** The closed vocabulary of refusals: code → [HTTP status, Chinese title]. Codes are `area.fact`. */
export const problems = {
  "request.malformed": [400, "请求的格式不正确"],
  "request.key-missing": [400, "缺少 Idempotency-Key"],
  "request.key-reused": [409, "同一个 Idempotency-Key 已用于另一个请求"],
  "request.invalid": [422, "请改正标出的内容"],
  "request.not-found": [404, "没有这个地址"],
  "request.method": [405, "这个地址不支持该操作"],
  "request.too-large": [413, "内容太大"],
  "request.media-type": [415, "不支持这种内容类型"],
  "request.cross-site": [403, "请求不是从本系统的页面发出的"],
  "request.cursor": [400, "翻页位置无效，请从第一页重新查看"],
  "session.none": [401, "请先登录"],
  "session.refused": [401, "账号或密码不正确"],
  "session.busy": [429, "登录的人较多，请稍后再试"],
  "session.code-needed": [401, "请输入动态口令"],
  "session.code-wrong": [401, "动态口令不正确或已用过"],
  "session.locked": [429, "尝试次数过多"],
  "setup.refused": [401, "链接已用过或已过期，请向给您链接的人要一个新的"],
  "access.denied": [403, "您没有这项权限"],
  "record.missing": [404, "没有找到这条记录"],
  "record.stale": [412, "别人已先保存，请核对后再保存"],
  "record.version-missing": [428, "缺少 If-Match"],
  "record.conflict": [409, "与已有记录冲突"],
  "approval.state": [409, "这份申请当前不能这样操作"],
  "account.nothing-proposed": [409, "没有等待决定的角色"],
  "account.administrator": [409, "三员的账号只能办理三员的事，不能这样操作"],
  "account.last-administrator": [409, "这一类管理员只剩一人，请先任命接替的人"],
  "administrators.named": [409, "三员已经任命"],
  "account.login-taken": [409, "这个账号名已有人使用"],
  "account.password-wrong": [422, "密码不正确"],
  "unit.name-taken": [409, "同一上级之下已有这个名称"],
  "account.password-expired": [403, "密码已到期，请先修改密码"],
  "account.code-wrong": [422, "动态口令不正确或已用过"],
  "account.second-factor-needed": [403, "请先绑定动态口令"],
  "account.second-factor-state": [409, "动态口令当前不能这样操作"],
  "token.refused": [401, "接口令牌无效、已到期或已撤销"],
  "unit.kind": [422, "上下级组织的类别不相符"],
  "unit.cycle": [422, "不能移到自己的下级"],
  "unit.not-empty": [409, "还有下级组织或党员，不能撤销"],
  "unit.closed": [409, "该组织已撤销"],
  "branch.too-small": [422, "正式党员不足 3 人，不能单独成立党支部"],
  "branch.provisional": [422, "临时党支部不能办理这项工作"],
  "member.id-number-taken": [409, "该身份证号已登记"],
  "member.left": [409, "该党员已离开本支部"],
  "activity.state": [409, "当前状态不能这样操作"],
  "activity.confirmed": [409, "已确认的记录请用“更正”修改"],
  "activity.future": [422, "还没有开始的活动不能记录或确认"],
  "vote.quorum": [422, "到会人数不够，不能记为通过"],
  "vote.majority": [422, "赞成人数不够，不能记为通过"],
  "vote.count": [422, "票数合计与到会人数不符"],
  "import.file-type": [415, "不支持这种文件"],
  "import.file-hostile": [422, "文件异常，已拒绝读取"],
  "import.file-too-large": [413, "文件太大"],
  "import.file-unreadable": [422, "文件无法读取"],
  "import.file-encrypted": [422, "文件有密码，请先去掉密码"],
  "import.no-header": [422, "没有找到表头"],
  "import.expired": [409, "导入超过 30 天，这一批的内容已清除，不能再查看或撤销；已导入的记录仍在，请逐条修改"],
  "import.state": [409, "这一批导入当前不能这样操作"],
  "file.type": [415, "不支持这种文件"],
  "assessment.window": [409, "现在不是上报时间"],
  "assessment.submitted": [409, "已经上报"],
  "assessment.not-submitted": [409, "还没有上报"],
  "storage.full": [507, "服务器磁盘已满，暂时不能保存，查阅不受影响；请联系管理员清理磁盘"],
  "service.unavailable": [503, "系统暂时不可用，请稍后再试"],
  "service.failed": [500, "系统出错，已记录，请稍后再试"],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof problems;
/** One thing to mend: `pointer` is a JSON pointer fragment into the request body (`#/items/0/title`), `detail` a Chinese sentence. */
export type FieldError = { pointer: string; detail: string; code?: string };

/** The body of every refusal (RFC 9457). */
export type Problem = {
  type: "about:blank";
  code: ProblemCode;
  status: number;
  title: string;
  detail?: string;
  errors?: FieldError[];
  current?: unknown;
};

/** What rules and services throw; rendered once, in `functions/platform/http.ts`. */
export class Fault extends Error {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly errors: FieldError[];
  readonly current: unknown;
  /** Seconds after which it may be tried again. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ProblemCode,
    more: { detail?: string; errors?: FieldError[]; current?: unknown; retryAfter?: number } = {},
  ) {
    super(code);
    this.code = code;
    this.detail = more.detail;
    this.errors = more.errors ?? [];
    this.current = more.current;
    this.retryAfter = more.retryAfter;
  }
}

/** A refusal that concerns one field. */
export const fieldFault = (code: ProblemCode, pointer: string, detail: string): Fault =>
  new Fault(code, { errors: [{ pointer, detail }] });
