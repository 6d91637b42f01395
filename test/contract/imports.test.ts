import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { readGrid } from "#functions/sheets/read";
import { writeWorkbook } from "#functions/sheets/write";
import type { PreviewAnswer, RowAnswer } from "#shared/imports/schema";
import { startSystem } from "#test/support/app";
import { fullMember, inventId } from "#test/support/people";

const sample = new Uint8Array(readFileSync("test/support/党员花名册-示例.xlsx"));
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

let system: Awaited<ReturnType<typeof startSystem>>;
type Branch = Awaited<ReturnType<typeof system.foundBranch>>;

beforeAll(async () => {
  system = await startSystem({ today: "2026-11-22" });
});

const importsOf = (branch: Branch) => `/api/branches/${branch.id}/members/imports`;
const upload = (branch: Branch, bytes: Uint8Array, more: { type?: string; key?: string } = {}) =>
  branch.secretary.post(`${importsOf(branch)}?name=${encodeURIComponent("花名册.xlsx")}`, bytes, {
    type: XLSX,
    ...more,
  });
const membersOf = async (branch: Branch) =>
  (await branch.secretary.get(`/api/branches/${branch.id}/members?limit=200`)).body.items;
const rowOf = (preview: PreviewAnswer, row: number): RowAnswer => {
  const found = preview.rows.find((one) => one.row === row);
  if (!found) throw new Error(`no row ${row}`);
  return found;
};
const sheet = (headers: string[], rows: (string | number | null)[][]) =>
  writeWorkbook([{ name: "名册", columns: headers.map((header) => ({ header })), rows }]);
const commit = (branch: Branch, id: string, key?: string) =>
  branch.secretary.post(`${importsOf(branch)}/${id}/commit`, {}, key ? { key } : {});
const undo = (branch: Branch, id: string) => branch.secretary.post(`${importsOf(branch)}/${id}/undo`);

describe("示例花名册从预览到撤销", () => {
  let branch: Branch;
  let preview: PreviewAnswer;
  beforeAll(async () => {
    branch = await system.foundBranch("机关第一党支部");
    const answer = await upload(branch, sample);
    expect(answer.status).toBe(201);
    preview = answer.body;
  });

  it("预览说明每一行的结论，支部里还没有任何变化", async () => {
    expect(preview).toMatchObject({
      state: "preview",
      sheet: "党员花名册",
      headerRow: 3,
      counts: { new: 19, update: 0, unchanged: 0, error: 5 },
    });
    expect(preview.rows.filter(({ verdict }) => verdict === "error").map(({ row }) => row)).toEqual([
      9, 12, 13, 14, 22,
    ]);
    expect(rowOf(preview, 12).issues[0]?.detail).toContain("Excel");
    expect(rowOf(preview, 18).warnings.map(({ cell }) => cell)).toEqual(["C18"]);
    expect(await membersOf(branch)).toEqual([]);
  });

  it("预览里没有完整的身份证号和手机号", async () => {
    const text = JSON.stringify(preview);
    expect(text).not.toMatch(/\d{17}[\dxX]/);
    expect(text).not.toContain("19955826572");
  });

  it("在预览中改好一行，这一行就可以导入", async () => {
    const answer = await branch.secretary.patch(`${importsOf(branch)}/${preview.id}/rows/22`, preview.version, {
      fields: { joinedOn: "2022-09-25" },
    });
    expect(answer.status).toBe(200);
    expect(rowOf(answer.body, 22)).toMatchObject({ verdict: "new", issues: [] });
    expect(answer.body.counts).toMatchObject({ new: 20, error: 4 });
    const stale = await branch.secretary.patch(`${importsOf(branch)}/${preview.id}/rows/22`, preview.version, {
      fields: { joinedOn: "2022-09-25" },
    });
    expect(stale.status).toBe(412);
  });

  it("导入只写好的行，重复提交不会重复导入", async () => {
    const first = await commit(branch, preview.id, "same-key");
    expect(first.body).toMatchObject({ state: "committed", created: 20, updated: 0, unchanged: 0, skipped: 4 });
    expect((await commit(branch, preview.id, "same-key")).body).toEqual(first.body);
    expect((await commit(branch, preview.id)).body).toMatchObject({ state: "committed", created: 20 });
    const members = await membersOf(branch);
    expect(members).toHaveLength(20);
    expect(members[0]).toMatchObject({
      name: "韩伟静",
      joinedOn: "2005-01-05",
      convertedOn: "2006-01-05",
      stage: "full",
    });
    expect(members.find(({ name }: { name: string }) => name === "周刚").differences).toHaveLength(1);
  });

  it("已导入的批次不能再改", async () => {
    const now = await branch.secretary.get(`${importsOf(branch)}/${preview.id}`);
    expect(now.body.rows.find(({ row }: RowAnswer) => row === 4)).toMatchObject({ verdict: "new" });
    const answer = await branch.secretary.patch(`${importsOf(branch)}/${preview.id}/rows/9`, now.body.version, {
      fields: { idNumber: inventId(9) },
    });
    expect([answer.status, answer.body.code]).toEqual([409, "import.state"]);
  });

  it("同一个文件导入两次什么也不改变", async () => {
    const before = await membersOf(branch);
    const again = await upload(branch, sample);
    expect(again.body.counts).toEqual({ new: 0, update: 0, unchanged: 19, error: 5 });
    expect((await commit(branch, again.body.id)).body).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 19,
      skipped: 5,
    });
    expect(await membersOf(branch)).toEqual(before);
  });

  it("不能导入的行下载为工作簿，最后一列是原因，改好后可以直接再导入", async () => {
    const file = await branch.secretary.get(`${importsOf(branch)}/${preview.id}/errors.xlsx`);
    const { sheets } = await readGrid(file.bytes, "xlsx");
    const [header, ...rows] = (sheets[0]?.rows ?? []).map(({ cells }) =>
      cells.map((cell) => ("text" in cell ? cell.text : "")),
    );
    expect(header?.at(-1)).toBe("错误原因");
    expect(rows).toHaveLength(4);
    expect(rows[0]?.at(-1)).toContain("校验码");
    const again = await upload(branch, file.bytes);
    expect(again.body.counts).toMatchObject({ error: 4 });
  });

  it("撤销时，导入后改过的人留下并列出来，其余的人消失", async () => {
    const [changed] = await membersOf(branch);
    const edited = await branch.secretary.patch(`/api/branches/${branch.id}/members/${changed.id}`, changed.version, {
      phone: "13900001111",
    });
    expect(edited.status).toBe(200);
    const answer = await undo(branch, preview.id);
    expect(answer.body).toMatchObject({
      state: "undone",
      removed: 19,
      restored: 0,
      kept: [{ row: 4, id: changed.id, name: "韩伟静" }],
    });
    expect((await membersOf(branch)).map(({ id }: { id: string }) => id)).toEqual([changed.id]);
    expect((await undo(branch, preview.id)).body).toMatchObject({ state: "undone", removed: 19 });
    expect((await commit(branch, preview.id)).status).toBe(409);
  });

  it("撤销后身份证号空出来，可以重新导入", async () => {
    const again = await upload(branch, sample);
    expect(again.body.counts).toMatchObject({ new: 18, update: 1 });
    expect((await commit(branch, again.body.id)).body).toMatchObject({ created: 18, updated: 1 });
  });
});

describe("更新已有的人", () => {
  let branch: Branch;
  beforeAll(async () => {
    branch = await system.foundBranch("第二党支部");
    await branch.secretary.post(
      `/api/branches/${branch.id}/members`,
      fullMember(801, { name: "王更新", education: "college" }),
    );
  });

  it("按身份证号更新而不是新增，空格和遮盖的值不动原来的内容，撤销后恢复原样", async () => {
    const [before] = await membersOf(branch);
    const file = await sheet(
      ["姓名", "身份证号", "学历", "手机号码", "家庭住址"],
      [["王更新", inventId(801), "研究生", before.phone, ""]],
    );
    const { body } = await upload(branch, file);
    expect(body.rows[0]).toMatchObject({
      verdict: "update",
      changes: [{ field: "education", from: "college", to: "postgraduate" }],
    });
    expect((await commit(branch, body.id)).body).toMatchObject({ updated: 1 });
    const [after] = await membersOf(branch);
    expect(after).toMatchObject({
      id: before.id,
      education: "postgraduate",
      phone: before.phone,
      address: before.address,
      version: 2,
    });
    expect((await undo(branch, body.id)).body).toMatchObject({ removed: 0, restored: 1, kept: [] });
    expect((await membersOf(branch))[0]).toMatchObject({ education: "college", version: 3 });
  });

  it("身份证号被遮盖时，按姓名和遮盖后的号码找到同一个人", async () => {
    const [before] = await membersOf(branch);
    const file = await sheet(
      ["姓名", "公民身份号码", "籍贯"],
      [
        ["王更新", before.idNumber, "黑龙江绥化"],
        ["李另外", before.idNumber, "黑龙江"],
      ],
    );
    const { body } = await upload(branch, file);
    expect(rowOf(body, 2)).toMatchObject({ verdict: "update", changes: [{ field: "nativePlace" }] });
    expect(rowOf(body, 3).issues[0]?.code).toBe("id-number.masked");
  });

  it("在别的支部登记过的号码只说联系党务部门，不说是谁、在哪里", async () => {
    const other = await system.foundBranch("第三党支部");
    const file = await sheet(
      ["姓名", "公民身份号码", "人员类别", "入党时间"],
      [["王更新", inventId(801), "正式党员", "2010.07"]],
    );
    const { body } = await upload(other, file);
    expect(body.rows[0]).toMatchObject({
      verdict: "error",
      issues: [{ cell: "B2", detail: "该身份证号已登记，请联系党务部门办理转接" }],
    });
    expect(JSON.stringify(body)).not.toContain("第二党支部");
  });

  it("预览之后别的支部先登记了，导入时这一行成为错误，其余照常", async () => {
    const [mine, theirs] = [await system.foundBranch("甲支部"), await system.foundBranch("乙支部")];
    const rows = [
      ["张先登", inventId(811), "正式党员", "2010-07", "2011-07"],
      ["李照常", inventId(812), "正式党员", "2010-07", "2011-07"],
    ];
    const { body } = await upload(
      mine,
      await sheet(["姓名", "公民身份号码", "人员类别", "入党时间", "转正时间"], rows),
    );
    expect(body.counts.new).toBe(2);
    await theirs.secretary.post(`/api/branches/${theirs.id}/members`, fullMember(811));
    expect((await commit(mine, body.id)).body).toMatchObject({ created: 1, skipped: 1 });
  });

  it("已经担任职务的人不随撤销消失", async () => {
    const mine = await system.foundBranch("丙支部");
    const { body } = await upload(
      mine,
      await sheet(
        ["姓名", "公民身份号码", "人员类别", "入党时间", "转正时间"],
        [["赵任职", inventId(821), "正式党员", "2010-07", "2011-07"]],
      ),
    );
    await commit(mine, body.id);
    const [member] = await membersOf(mine);
    const branchNow = (await mine.secretary.get(`/api/branches/${mine.id}`)).body;
    const posted = await mine.secretary.patch(`/api/branches/${mine.id}`, branchNow.version, {
      committee: [{ memberId: member.id, post: "secretary", from: "2026-01-01" }],
    });
    expect(posted.status).toBe(200);
    expect((await undo(mine, body.id)).body).toMatchObject({ removed: 0, kept: [{ id: member.id }] });
  });
});

describe("大批量导入", () => {
  it("一次没有做完时是“导入中”，同一请求再来一次接着做，做完前后都没有人重复，撤销也一样", async () => {
    const branch = await system.foundBranch("大支部");
    const rows = Array.from({ length: 100 }, (_, i) => [`党员${i}`, inventId(2000 + i), "预备党员", "2026-03"]);
    const { body } = await upload(branch, await sheet(["姓名", "公民身份号码", "人员类别", "入党时间"], rows));
    const { now } = system.platform;
    const clock = { ms: now() };
    system.platform.now = () => {
      clock.ms += 15_000;
      return clock.ms;
    };
    try {
      const first = await commit(branch, body.id, "large-1");
      expect(first.body).toMatchObject({ state: "committing", skipped: 0 });
      expect(first.body.created + first.body.left).toBe(100);
      expect(first.body.created % 32).toBe(0);
      expect((await branch.secretary.get(`${importsOf(branch)}/${body.id}`)).body).toMatchObject({
        state: "committing",
      });
      const answers = [first];
      while (answers.at(-1)?.body.state === "committing") answers.push(await commit(branch, body.id, "large-1"));
      expect(answers.at(-1)?.body).toMatchObject({ state: "committed", created: 100, left: 0 });
      expect(answers.length).toBeGreaterThan(1);
      expect(await membersOf(branch)).toHaveLength(100);
      const undone = [await undo(branch, body.id)];
      while (undone.at(-1)?.body.state === "committed") undone.push(await undo(branch, body.id));
      expect(undone.at(-1)?.body).toMatchObject({ state: "undone", removed: 100, kept: [] });
      expect(undone.length).toBeGreaterThan(1);
    } finally {
      system.platform.now = now;
    }
    expect(await membersOf(branch)).toEqual([]);
  });

  it("两个人同时提交同一批，每个人只登记一次", async () => {
    const branch = await system.foundBranch("并发支部");
    const rows = Array.from({ length: 70 }, (_, i) => [`党员${i}`, inventId(2200 + i), "预备党员", "2026-03"]);
    const { body } = await upload(branch, await sheet(["姓名", "公民身份号码", "人员类别", "入党时间"], rows));
    const answers = await Promise.all([commit(branch, body.id), commit(branch, body.id)]);
    expect(answers.map(({ status, body: one }) => [status, one.created])).toEqual([
      [200, 70],
      [200, 70],
    ]);
    expect((await commit(branch, body.id)).body).toMatchObject({ state: "committed", created: 70 });
    expect(await membersOf(branch)).toHaveLength(70);
  });
});

describe("列的对应", () => {
  it("认不出的列由人指定，下次同样的表头自动对应", async () => {
    const branch = await system.foundBranch("第四党支部");
    const file = await sheet(
      ["姓名", "公民身份号码", "人员类别", "组织认定日", "转正日期"],
      [["钱对应", inventId(831), "正式党员", "2010年7月", "2011年7月"]],
    );
    const first = (await upload(branch, file)).body;
    expect(first.mapping[3]).toEqual({ column: "D", header: "组织认定日", field: null });
    expect(first.rows[0].verdict).toBe("error");
    const mapped = await branch.secretary.patch(`${importsOf(branch)}/${first.id}`, first.version, {
      mapping: [{ column: "D", field: "joinedOn" }],
    });
    expect(mapped.body.rows[0].verdict).toBe("new");
    const second = (await upload(branch, file)).body;
    expect(second.mapping[3].field).toBe("joinedOn");
    const twice = await branch.secretary.patch(`${importsOf(branch)}/${second.id}`, second.version, {
      mapping: [{ column: "E", field: "joinedOn" }],
    });
    expect([twice.status, twice.body.errors[0].pointer]).toEqual([422, "#/mapping/4/field"]);
    await commit(branch, second.id);
    expect((await membersOf(branch))[0]).toMatchObject({ joinedOn: "2010-07", convertedOn: "2011-07" });
  });
});

describe("上传", () => {
  it("已撤销的支部不能再导入", async () => {
    const branch = await system.foundBranch("撤销支部");
    await system.office.patch(`/api/units/${branch.id}`, 1, { closedOn: "2026-11-01" });
    const refused = await upload(branch, sample);
    expect([refused.status, refused.body.code]).toEqual([409, "unit.closed"]);
  });

  let branch: Branch;
  beforeAll(async () => {
    branch = await system.foundBranch("第五党支部");
  });

  it("同一个 Idempotency-Key 只建一批", async () => {
    const file = await sheet(["姓名", "公民身份号码"], [["孙一批", inventId(841)]]);
    const [a, b] = [await upload(branch, file, { key: "upload-1" }), await upload(branch, file, { key: "upload-1" })];
    expect(b.body).toEqual(a.body);
    const list = (await branch.secretary.get(importsOf(branch))).body.items;
    expect(list.filter(({ id }: { id: string }) => id === a.body.id)).toHaveLength(1);
  });

  it("GB18030 编码的 csv 也能读", async () => {
    const text = new Uint8Array([
      0xd0, 0xd5, 0xc3, 0xfb, 0x2c, 0xc9, 0xed, 0xb7, 0xdd, 0xd6, 0xa4, 0xba, 0xc5, 0x0d, 0x0a, 0xd6, 0xdc, 0xcb, 0xc4,
      0x2c,
    ]);
    const bytes = new Uint8Array([...text, ...new TextEncoder().encode(inventId(842))]);
    const answer = await upload(branch, bytes, { type: "text/csv" });
    expect(answer.status).toBe(201);
    expect(answer.body.rows[0].name).toBe("周四");
  });

  it("不是表格、没有表头、太大都有一句话说明", async () => {
    const wrong = await upload(branch, new TextEncoder().encode("hello"));
    expect([wrong.status, wrong.body.code]).toEqual([415, "import.file-type"]);
    const headless = await upload(branch, await sheet(["甲", "乙"], [["一", "二"]]));
    expect([headless.status, headless.body.code]).toEqual([422, "import.no-header"]);
    expect((await upload(branch, new Uint8Array(4_100_000))).status).toBe(413);
    expect((await upload(branch, sample, { type: "application/json" })).status).toBe(415);
  });

  it("只有书记和支委能导入，别的支部的批次看不到", async () => {
    const { body } = await upload(branch, sample);
    const other = await system.foundBranch("第六党支部");
    expect((await other.secretary.get(`${importsOf(branch)}/${body.id}`)).status).toBe(404);
    expect((await other.secretary.get(`${importsOf(other)}/${body.id}`)).status).toBe(404);
    expect((await system.office.get(`${importsOf(branch)}/${body.id}`)).status).toBe(403);
    expect((await branch.secretary.get(`/api/branches/${branch.id}/activities/imports/${body.id}`)).status).toBe(404);
    expect((await branch.secretary.get(`${importsOf(branch)}/%23`)).status).toBe(404);
  });

  it("翻页看到每一行，可以只看错误", async () => {
    const rows = Array.from({ length: 24 }, (_, i) => [
      `党员${i}`,
      i % 5 === 0 ? "1" : inventId(900 + i),
      "预备党员",
      "2026-03",
    ]);
    const { body } = await upload(branch, await sheet(["姓名", "公民身份号码", "人员类别", "入党时间"], rows));
    const first = (await branch.secretary.get(`${importsOf(branch)}/${body.id}/rows?limit=20`)).body;
    const rest = (await branch.secretary.get(`${importsOf(branch)}/${body.id}/rows?limit=20&cursor=${first.next}`))
      .body;
    expect([...first.items, ...rest.items].map(({ row }: RowAnswer) => row)).toEqual(
      body.rows.map(({ row }: RowAnswer) => row),
    );
    const errors = (await branch.secretary.get(`${importsOf(branch)}/${body.id}/rows?verdict=error`)).body;
    expect(errors.items).toHaveLength(5);
  });

  it("表里存的行不含明文身份证号", async () => {
    const { body } = await upload(branch, sample);
    const items = await system.platform.table.range({ pk: `IMPORT#${body.id}`, from: " ", to: "~" });
    expect(items.length).toBeGreaterThan(1);
    expect(JSON.stringify(items)).not.toMatch(/99392819760125900|韩伟静/);
  });
});
