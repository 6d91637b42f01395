import { createHash, randomBytes } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { assessmentStore } from "#functions/assessment/store";
import { readGrid } from "#functions/sheets/read";
import { selfCheckHeaders, sheetNames } from "#shared/assessment/labels";
import { submitted } from "#shared/assessment/rules";
import { startSystem } from "../support/app";
import { checkOoxml } from "../support/ooxml-check";
import { inventId } from "../support/people";

const TODAY = "2026-11-22";
const ID_NUMBER = inventId(7);
const PHONE = "19900001234";
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function prepare() {
  const system = await startSystem({ today: TODAY, now: Date.parse("2026-11-22T02:00:00Z") });
  const { id, secretary } = await system.foundBranch("=机关第一党支部");
  const path = `/api/branches/${id}`;
  const member = async (name: string, more: object = {}): Promise<string> => {
    const fields = { name, stage: "full", joinedOn: "2010-07-01", convertedOn: "2011-07-01", ...more };
    const answer = await secretary.post(`${path}/members`, fields);
    expect(answer.status, answer.text).toBe(201);
    return answer.body.id;
  };
  const wang = await member("王书记", { idNumber: ID_NUMBER, phone: PHONE, address: "示例农场第1居民组" });
  const li = await member('=HYPERLINK("x")');
  await member("赵预备", { stage: "probationary", joinedOn: "2026-03-10", convertedOn: undefined });
  const hold = async (title: string, startsAt: string, more: object = {}) => {
    const made = await secretary.post(`${path}/activities`, {
      kinds: ["themeDay"],
      title,
      startsAt,
      hours: 2,
      state: "recorded",
      ...more,
    });
    expect(made.status, made.text).toBe(201);
    const confirmed = await secretary.post(`${path}/activities/${made.body.id}/confirm`);
    expect(confirmed.status, confirmed.text).toBeLessThan(300);
    return confirmed.body;
  };
  const first = await hold("-1 月主题党日", "2026-05-20T09:00", {
    attendance: { default: "present", exceptions: [{ memberId: li, state: "leave", reason: "" }] },
    resolutions: [{ text: "@全体党员 整理党员活动室", ownerId: wang, dueOn: "2026-06-30" }],
  });
  await secretary.post(`${path}/talks`, { on: "2026-05-21", kind: "member", talkerId: wang, memberId: li });
  const committee = await system.person("committee", id, "committee01");
  const inspector = await system.person("inspector", system.root.id, "inspector");
  const plain = await system.person("member", id, "member01", wang);
  const stranger = (await system.foundBranch("另一支部")).secretary;
  return {
    system,
    id,
    path,
    wang,
    li,
    first,
    hold,
    member,
    secretary,
    committee,
    inspector,
    plain,
    stranger,
    office: system.office,
  };
}

let at: Awaited<ReturnType<typeof prepare>>;
const url = (file: string) => `${at.path}/assessments/${file}`;
const submission = (year: number | string) => `${at.path}/assessments/${year}/submission`;

beforeAll(async () => {
  at = await prepare();
});

describe("年度考核的导出", () => {
  it("json 有约定的各部分，数字来自记录，未上报时 frozen 为空", async () => {
    const { status, body } = await at.secretary.get(url("2026.json"));
    expect(status).toBe(200);
    expect(body).toMatchObject({ branchId: at.id, year: 2026, on: TODAY, frozen: null });
    expect(Object.keys(body)).toEqual(
      expect.arrayContaining(["duties", "activities", "attendance", "hours", "members", "development", "open"]),
    );
    expect(body.activities).toHaveLength(1);
    expect(body.activities[0]).toMatchObject({
      on: "2026-05-20",
      expected: 3,
      present: 2,
      leave: 1,
      absent: 0,
      late: true,
    });
    const li = body.attendance.rows.find((row: { memberId: string }) => row.memberId === at.li);
    expect(li.months[4]).toEqual({ expected: 1, present: 0 });
    expect(body.hours.find((row: { memberId: string }) => row.memberId === at.wang)).toMatchObject({
      meetings: 2,
      required: 32,
      gap: 30,
    });
    expect(body.development.map((row: { name: string }) => row.name)).toEqual(["赵预备"]);
    expect(body.members).toMatchObject({
      start: { total: 2 },
      end: { total: 3 },
      changes: [{ kind: "admitted", name: "赵预备" }],
    });
    expect(body.open.map((row: { kind: string }) => row.kind)).toContain("resolution");
  });

  it("事项与义务清单是同一个答案", async () => {
    const { body } = await at.secretary.get(url("2026.json?on=2026-06-30"));
    const duties = await at.secretary.get(`${at.path}/duties?year=2026&on=2026-06-30`);
    const words = (list: { rule: string; subject: { id: string }; status: string }[]) =>
      list.map((one) => [one.rule, one.subject.id, one.status]);
    expect(words(body.duties)).toEqual(words(duties.body.items));
    expect(body.on).toBe("2026-06-30");
  });

  it("截至某日只看到那一天以前的活动", async () => {
    const { body } = await at.secretary.get(url("2026.json?on=2026-05-19"));
    expect(body.activities).toEqual([]);
    expect(body.hours.every((row: { total: number }) => row.total === 0)).toBe(true);
  });

  it("不含身份证号、电话、住址，也不写谁和谁谈话", async () => {
    const json = await at.secretary.get(url("2026.json"));
    for (const secret of [ID_NUMBER, PHONE, "示例农场"]) expect(json.text).not.toContain(secret);
    const talks = json.body.duties.find((one: { rule: string }) => one.rule === "talks");
    expect(talks.evidence.map((one: { name: string }) => one.name)).toEqual(["谈心谈话"]);
    const { sheets } = await readGrid((await at.secretary.get(url("2026.xlsx"))).bytes, "xlsx");
    for (const secret of [ID_NUMBER, PHONE, "示例农场"]) expect(JSON.stringify(sheets)).not.toContain(secret);
  });

  it("工作簿有八张表，自查表的表头是约定的十列", async () => {
    const answer = await at.secretary.get(url("2026.xlsx"));
    expect(answer.headers.get("content-type")).toContain("spreadsheetml.sheet");
    expect(decodeURIComponent(answer.headers.get("content-disposition") ?? "")).toContain(
      "2026年度考核自查（草稿）.xlsx",
    );
    expect(await checkOoxml(answer.bytes)).toEqual([]);
    const { sheets } = await readGrid(answer.bytes, "xlsx");
    expect(sheets.map(({ name }) => name)).toEqual([...sheetNames]);
    const header = sheets[1]?.rows[0]?.cells.map((cell) => ("text" in cell ? cell.text : ""));
    expect(header).toEqual([...selfCheckHeaders]);
  });

  it("以 = + - @ 开头的内容在工作簿里是文字，不是公式", async () => {
    const { sheets } = await readGrid((await at.secretary.get(url("2026.xlsx"))).bytes, "xlsx");
    const cells = sheets.flatMap(({ rows }) => rows.flatMap((row) => row.cells));
    for (const text of ["=机关第一党支部", '=HYPERLINK("x")', "-1 月主题党日", "@全体党员 整理党员活动室"]) {
      expect(cells).toContainEqual(expect.objectContaining({ kind: "text", text }));
    }
  });

  it("csv 是带 BOM 的 UTF-8，表头是约定的十列，行与自查表相同", async () => {
    const answer = await at.secretary.get(url("2026.csv"));
    expect([...answer.bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const lines = new TextDecoder().decode(answer.bytes.slice(3)).split("\r\n");
    expect(lines[0]).toBe(selfCheckHeaders.join(","));
    expect(lines.some((line) => /^[=+@-]/.test(line) || /,[=+@-]/.test(line))).toBe(false);
    const [csv] = (await readGrid(answer.bytes, "csv")).sheets;
    const { body } = await at.secretary.get(url("2026.json"));
    expect(csv?.rows).toHaveLength(body.duties.length + 1);
    const themeDay = lines.find((line) => line.includes("主题党日") && line.includes("5月"));
    expect(themeDay).toContain(",1,1,0,已完成,");
  });

  it("报告是 Word 文件，空白处标出【待补】", async () => {
    const answer = await at.secretary.get(url("2026.docx"));
    expect(answer.headers.get("content-type")).toContain("wordprocessingml.document");
    expect(await checkOoxml(answer.bytes)).toEqual([]);
  });

  it("书记、委员、党务部门和检查人员能看，党员不能，别的支部看不到", async () => {
    for (const reader of [at.committee, at.office, at.inspector])
      expect((await reader.get(url("2026.json"))).status).toBe(200);
    expect((await at.plain.get(url("2026.json"))).status).toBe(403);
    expect((await at.plain.get(`${at.path}/assessments`)).status).toBe(403);
    expect((await at.stranger.get(url("2026.xlsx"))).status).toBe(404);
    expect((await at.system.browser().get(url("2026.xlsx"))).status).toBe(401);
  });

  it("没有的格式、年度和参数各有答复", async () => {
    expect((await at.secretary.get(url("2026.pdf"))).status).toBe(404);
    expect((await at.secretary.get(url("1820.json"))).status).toBe(404);
    expect((await at.secretary.get(url("2026.json?on=2026-02-30"))).status).toBe(400);
    expect((await at.secretary.get(url("2026.json?draft=maybe"))).status).toBe(400);
    expect((await at.secretary.get(url("2026.json?colour=red"))).status).toBe(400);
  });
});

describe("年度考核的上报", () => {
  it("不到十月一日和过了三月三十一日不能上报，答复写明时间", async () => {
    at.system.clock.today = "2026-09-30";
    const early = await at.secretary.post(submission(2026));
    expect(early).toMatchObject({ status: 409, body: { code: "assessment.window" } });
    expect(early.body.detail).toContain("2026年10月1日至2027年3月31日");
    at.system.clock.today = "2027-04-01";
    const late = await at.secretary.post(submission(2026));
    expect(late).toMatchObject({ status: 409, body: { code: "assessment.window" } });
    at.system.clock.today = TODAY;
    expect((await at.secretary.post(submission(2027))).body.code).toBe("assessment.window");
    expect((await at.secretary.post(submission(2025))).body.code).toBe("assessment.window");
  });

  it("只有书记能上报，没有上报的不能退回，退回要说明原因", async () => {
    expect((await at.committee.post(submission(2026))).status).toBe(403);
    expect((await at.office.post(submission(2026))).status).toBe(403);
    expect((await at.stranger.post(submission(2026))).status).toBe(404);
    const none = await at.office.post(`${submission(2026)}/return`, { reason: "请补" });
    expect(none).toMatchObject({ status: 409, body: { code: "assessment.not-submitted" } });
    expect((await at.office.post(`${submission(2026)}/return`, { reason: " " })).status).toBe(422);
    expect((await at.secretary.post(submission(2026), { on: TODAY })).status).toBe(422);
  });

  it("上报后 json 原样冻结：哈希与字节相符，之后改动记录也不变，草稿才是现在的", async () => {
    const key = "hand-in-2026";
    const answer = await at.secretary.post(submission(2026), {}, { key });
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body).toMatchObject({
      on: TODAY,
      by: expect.any(String),
      at: expect.any(String),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const again = await at.secretary.post(submission(2026), {}, { key });
    expect([again.status, again.text]).toEqual([201, answer.text]);

    const frozen = await at.secretary.get(url("2026.json"));
    expect(sha256(frozen.bytes)).toBe(answer.body.sha256);
    expect(frozen.body.frozen).toEqual({ on: TODAY, at: answer.body.at, by: answer.body.by });
    const unchanged = await at.secretary.get(`${at.path}/assessments`);
    expect(unchanged.body.items[0]).toMatchObject({
      year: 2026,
      state: "submitted",
      changedSince: false,
      submission: answer.body,
      isOpen: false,
    });

    const amended = await at.secretary.post(`${at.path}/activities/${at.first.id}/amendments`, {
      reason: "主题写错",
      changes: { title: "五月主题党日" },
    });
    expect(amended.status, amended.text).toBeLessThan(300);
    await at.hold("六月主题党日", "2026-06-20T09:00");
    const after = await at.inspector.get(url("2026.json?on=2026-06-30"));
    expect(Buffer.from(after.bytes).equals(Buffer.from(frozen.bytes))).toBe(true);
    const draft = await at.secretary.get(url("2026.json?draft=true"));
    expect(draft.body.frozen).toBeNull();
    expect(draft.body.activities.map((row: { title: string }) => row.title)).toEqual(["五月主题党日", "六月主题党日"]);
    const list = await at.secretary.get(`${at.path}/assessments`);
    expect(list.body.items[0]).toMatchObject({ state: "submitted", changedSince: true });
  });

  it("上报后的工作簿、报告和 csv 出自冻结的内容，封面写明上报人和校验值", async () => {
    const { sheets } = await readGrid((await at.secretary.get(url("2026.xlsx"))).bytes, "xlsx");
    const text = JSON.stringify(sheets);
    const { submission: handed } = (await at.secretary.get(`${at.path}/assessments`)).body.items[0];
    expect(text).toContain(handed.sha256);
    expect(text).toContain("-1 月主题党日");
    expect(text).not.toContain("六月主题党日");
    expect(text).toContain("年度尚未结束");
    const live = await readGrid((await at.secretary.get(url("2026.xlsx?draft=true"))).bytes, "xlsx");
    expect(JSON.stringify(live.sheets)).toContain("六月主题党日");
    const csv = await at.secretary.get(url("2026.csv"));
    expect(csv.text).not.toContain("六月主题党日");
    expect((await at.secretary.get(url("2026.csv?draft=true"))).text).toContain("六月主题党日");
    expect(await checkOoxml((await at.secretary.get(url("2026.docx"))).bytes)).toEqual([]);
  });

  it("已经上报的不能再报，只有党务部门能退回", async () => {
    const twice = await at.secretary.post(submission(2026));
    expect(twice).toMatchObject({ status: 409, body: { code: "assessment.submitted" } });
    for (const other of [at.secretary, at.committee, at.inspector]) {
      expect((await other.post(`${submission(2026)}/return`, { reason: "不完整" })).status).toBe(403);
    }
  });

  it("退回后是草稿并写明原因，过了截止日也能再报，前一次的哈希留在记录里", async () => {
    const former = (await at.secretary.get(`${at.path}/assessments`)).body.items[0].submission;
    const returned = await at.office.post(`${submission(2026)}/return`, { reason: "请补第四季度党员大会" });
    expect(returned.status, returned.text).toBe(201);
    expect(returned.body).toMatchObject({
      sha256: former.sha256,
      reason: "请补第四季度党员大会",
      on: TODAY,
      by: "office",
    });
    const draft = await at.secretary.get(url("2026.json"));
    expect(draft.body.frozen).toBeNull();
    at.system.clock.today = "2027-04-15";
    const [entry] = (await at.secretary.get(`${at.path}/assessments`)).body.items.filter(
      (one: { year: number }) => one.year === 2026,
    );
    expect(entry).toMatchObject({ state: "returned", isOpen: true, closesOn: null, submission: null });
    expect(entry.returns).toEqual([expect.objectContaining({ reason: "请补第四季度党员大会", submission: former })]);
    const onHome = async () => (await at.secretary.get(`${at.path}/home`)).body.returned;
    expect(await onHome()).toEqual([{ year: 2026, reason: "请补第四季度党员大会" }]);
    const anew = await at.secretary.post(submission(2026));
    expect(anew.status, anew.text).toBe(201);
    expect(await onHome()).toEqual([]);
    expect(anew.body.sha256).not.toBe(former.sha256);
    const frozen = await at.secretary.get(url("2026.json"));
    expect(sha256(frozen.bytes)).toBe(anew.body.sha256);
    at.system.clock.today = TODAY;
  });

  it("上报和退回都在审计中，冻结的正文在库里不可读", async () => {
    const trail = await at.system.platform.table.range({ pk: `AUDIT#assessment-${at.id}-2026`, from: " ", to: "~" });
    expect(trail.map((event) => event.action)).toEqual([
      "assessment.submitted",
      "assessment.returned",
      "assessment.submitted",
    ]);
    const texts = await at.system.platform.table.range({ pk: `TEXT#assessment-${at.id}-2026`, from: " ", to: "~" });
    expect(texts.map((item) => item.sk)).toEqual(["1-0", "2-0"]);
    expect(JSON.stringify(texts)).not.toContain("王书记");
  });

  it("两个人同时上报，只有一份成功", async () => {
    const { id, secretary } = await at.system.foundBranch("并发支部");
    const path = `/api/branches/${id}/assessments/2026/submission`;
    const answers = await Promise.all(Array.from({ length: 4 }, () => secretary.post(path)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 500)).toHaveLength(0);
  });

  it("很长的正文分成几件保存，读回来一字不差，缺一件或哈希不符就不给", async () => {
    const { table, keyring } = at.system.platform;
    const store = assessmentStore(table, keyring);
    const bytes = new Uint8Array(randomBytes(500_000));
    const stamp = { on: TODAY, at: "", by: "王书记", sha256: sha256(bytes) };
    const texts = store.freeze("b-long", 2026, 1, bytes);
    expect(texts).toHaveLength(4);
    const author = { accountId: "a", name: "a", at: "2026-11-22T02:00:00.000Z", operation: null };
    await table.commit(author, texts);
    const record = submitted(null, { branchId: "b-long", year: 2026, submission: stamp, pieces: texts.length });
    expect(Buffer.from(await store.frozen(record)).equals(Buffer.from(bytes))).toBe(true);
    await expect(store.frozen({ ...record, sha256: "0".repeat(64) })).rejects.toThrow("service.failed");
    await expect(store.frozen({ ...record, pieces: 5 })).rejects.toThrow("service.failed");
  });

  it("列表从成立那年起、至多十年，新成立的支部没有往年", async () => {
    const list = await at.secretary.get(`${at.path}/assessments`);
    expect(list.body.items.map((one: { year: number }) => one.year)).toEqual([
      2026, 2025, 2024, 2023, 2022, 2021, 2020,
    ]);
    expect(list.body.items[1]).toMatchObject({
      state: "draft",
      opensOn: "2025-10-01",
      closesOn: "2026-03-31",
      isOpen: false,
    });
    const young = await at.system.foundBranch("新支部", { foundedOn: "2026-11-01" });
    expect((await young.secretary.get(`/api/branches/${young.id}/assessments`)).body.items).toHaveLength(1);
  });
});
