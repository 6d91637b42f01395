import { createAsync } from "@solidjs/router";
import { createSignal, For, Match, Show, Switch } from "solid-js";
import type { TokenFormat } from "#shared/accounts/schema";
import { chineseDay, shanghaiDay } from "#shared/dates";
import { chineseStamp, isOver } from "../../lib/dates";
import { createForm } from "../../lib/form";
import { overseen, ownBranches } from "../../lib/session";
import { Button } from "../../ui/button";
import { CheckboxGroup, optionsOf, SelectField } from "../../ui/choice";
import { Combobox } from "../../ui/combobox";
import { CopyField } from "../../ui/copy";
import { ConfirmDialog, Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { Section } from "../../ui/page";
import { Empty, Notice } from "../../ui/state";
import { failed, toast } from "../../ui/toast";
import { unitTree } from "../units/data";
import { issueToken, revokeToken, type Token, tokensOf } from "./tokens-data";

const formatNames: Record<TokenFormat, string> = {
  xlsx: "表格（xlsx）",
  docx: "文档（docx）",
  csv: "逗号分隔（csv）",
  json: "数据（json）",
};

/** By which other systems read exports in the person's name. */
export function Tokens() {
  const tokens = createAsync(() => tokensOf());
  const [isNew, setNew] = createSignal(false);
  const [made, setMade] = createSignal<string>();
  const [revoked, setRevoked] = createSignal<Token | null>(null);
  const close = () => {
    setNew(false);
    setMade(undefined);
  };
  return (
    <Section
      title="接口令牌"
      note="给本单位别的系统自动读取导出材料时用；一般不需要"
      actions={<Button onClick={() => setNew(true)}>新的令牌</Button>}
    >
      <Show when={tokens()}>
        {(all) => (
          <Show when={all().length > 0} fallback={<Empty title="没有接口令牌。" />}>
            <ul class="duties">
              <For each={all()}>{(token) => <Row token={token} onRevoke={() => setRevoked(token)} />}</For>
            </ul>
          </Show>
        )}
      </Show>
      <Dialog title="新的接口令牌" open={isNew()} onClose={close}>
        <Switch fallback={<TokenForm onMade={setMade} />}>
          <Match when={made()}>
            {(secret) => (
              <>
                <Notice tone="orange">
                  令牌只显示这一次。谁拿到它，谁就能读取您选的材料，请直接交给维护那个系统的人，不要用微信、邮件转发。
                </Notice>
                <CopyField label="令牌" value={secret()} copy="复制令牌" />
              </>
            )}
          </Match>
        </Switch>
      </Dialog>
      <RevokeDialog token={revoked()} onClose={() => setRevoked(null)} />
    </Section>
  );
}

function Row(props: { token: Token; onRevoke: () => void }) {
  const units = createAsync(() => unitTree());
  const names = () => props.token.unitIds.map((id) => units()?.find((unit) => unit.id === id)?.name ?? "").join("、");
  return (
    <li class="duty">
      <div class="duty-text">
        <h3>{props.token.name}</h3>
        <p>
          {names()} · {props.token.formats.map((format) => formatNames[format]).join("、")}
        </p>
        <p class="muted">
          {isOver(props.token.expiresAt) ? "已到期：" : "到期日："}
          {chineseDay(shanghaiDay(Date.parse(props.token.expiresAt)))}，
          {props.token.usedAt ? `最近使用 ${chineseStamp(props.token.usedAt)}` : "还没有用过"}
        </p>
      </div>
      <Button look="danger" onClick={() => props.onRevoke()} aria-label={`撤销：${props.token.name}`}>
        撤销
      </Button>
    </li>
  );
}

type Values = { name: string; unitId: string; formats: TokenFormat[]; days: string };
const initial = (): Values => ({
  name: "",
  unitId: [...ownBranches(), ...overseen()][0]?.id ?? "",
  formats: ["xlsx"],
  days: "90",
});
const spans = { "30": "一个月", "90": "三个月", "183": "半年", "366": "一年" };

function TokenForm(props: { onMade: (secret: string) => void }) {
  const units = createAsync(() => unitTree());
  const form = createForm({
    initial: initial(),
    schema: async () => (await import("#shared/accounts/schema")).tokenInput,
    input: ({ unitId, days, ...typed }) => ({
      ...typed,
      unitIds: unitId === "" ? [] : [unitId],
      days: Number(days),
    }),
    save: async (input, key) => props.onMade(await issueToken(input, key)),
  });
  const options = () =>
    (units() ?? [])
      .filter((unit) => unit.closedOn === null && unit.kind !== "group")
      .map((unit) => ({ value: unit.id, label: unit.name }));
  return (
    <Form form={form} save="生成令牌">
      <TextField label="名称" {...form.field("name")} hint="哪个系统用，例如：集团党建平台" required />
      <Combobox
        label="可以读取哪个组织"
        name="unitIds"
        value={form.values.unitId}
        error={form.error("unitIds") ?? form.error("unitIds/0")}
        onChange={(unitId) => form.set("unitId", unitId ?? "")}
        options={options()}
        placeholder="输入名称查找"
        required
      />
      <CheckboxGroup label="可以读取的格式" options={optionsOf(formatNames)} {...form.field("formats")} />
      <SelectField
        label="有效期"
        name="days"
        value={form.values.days}
        error={form.error("days")}
        onChange={(days) => form.set("days", days ?? "90")}
        options={Object.entries(spans).map(([value, label]) => ({ value, label }))}
      />
    </Form>
  );
}

function RevokeDialog(props: { token: Token | null; onClose: () => void }) {
  const [busy, setBusy] = createSignal(false);
  const go = async (token: Token) => {
    setBusy(true);
    await revokeToken(token)
      .then(() => {
        props.onClose();
        toast("令牌已撤销");
      }, failed())
      .finally(() => setBusy(false));
  };
  return (
    <ConfirmDialog
      title="撤销接口令牌"
      open={props.token !== null}
      onClose={props.onClose}
      confirm="撤销"
      danger
      busy={busy()}
      onConfirm={() => props.token && void go(props.token)}
    >
      <p>“{props.token?.name}”立即失效，用它的系统读不到材料了，不能恢复。</p>
    </ConfirmDialog>
  );
}
