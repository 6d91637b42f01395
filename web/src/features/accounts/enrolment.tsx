import { createSignal, lazy, Match, Show, Suspense, Switch } from "solid-js";
import { createForm } from "../../lib/form";
import { me } from "../../lib/session";
import { CopyField } from "../../ui/copy";
import { PasswordField, TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { Loading } from "../../ui/state";
import { type Enrolment as Begun, beginSecondFactor, confirmSecondFactor } from "./own-data";
import { RecoveryCodes } from "./recovery-codes";

const QrCode = lazy(async () => ({ default: (await import("./qr")).QrCode }));

/** Tying a phone to the account: the password, the picture, the first code, the recovery codes. */
export function Enrolment(props: { onDone: () => void }) {
  const [begun, setBegun] = createSignal<Begun>();
  const [codes, setCodes] = createSignal<string[]>();
  return (
    <Switch fallback={<BeginForm onBegun={setBegun} />}>
      <Match when={codes()}>{(all) => <RecoveryCodes codes={all()} onDone={props.onDone} />}</Match>
      <Match when={begun()}>{(now) => <ConfirmForm begun={now()} onConfirmed={setCodes} />}</Match>
    </Switch>
  );
}

const filled = (text: string) => (text.trim() === "" ? undefined : text.trim());

function BeginForm(props: { onBegun: (begun: Begun) => void }) {
  const form = createForm({
    initial: { password: "", code: "" },
    schema: async () => (await import("#shared/accounts/schema")).enrolmentInput,
    input: ({ password, code }) => ({ password, code: filled(code) }),
    save: async (input) => props.onBegun(await beginSecondFactor(input)),
  });
  return (
    <Form form={form} save={me().secondFactor ? "换一部手机" : "开始绑定"}>
      <p>
        先在手机上装一个验证器应用：在手机的应用商店搜索“验证器”，或使用单位指定的应用。然后输入登录密码，开始绑定。
      </p>
      <PasswordField label="登录密码" {...form.field("password")} autocomplete="current-password" required />
      <Show when={me().secondFactor}>
        <CodeField {...form.field("code")} hint="原来手机上现在显示的 6 位数字，或一个备用码" />
      </Show>
    </Form>
  );
}

type CodeProps = {
  name: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
  hint?: string;
};

export const CodeField = (props: CodeProps) => (
  <TextField
    {...props}
    label="动态口令"
    autocomplete="one-time-code"
    hint={props.hint ?? "手机验证器上现在显示的 6 位数字"}
    required
  />
);

const inFours = (secret: string): string => secret.replace(/(.{4})(?=.)/g, "$1 ");

function ConfirmForm(props: { begun: Begun; onConfirmed: (codes: string[]) => void }) {
  const form = createForm({
    initial: { code: "" },
    schema: async () => (await import("#shared/accounts/schema")).codeInput,
    save: async ({ code }, key) => props.onConfirmed(await confirmSecondFactor(code, key)),
  });
  return (
    <Form form={form} save="确认绑定">
      <ol class="steps">
        <li>打开手机上的验证器应用，选“扫描二维码”，对准下面的图。</li>
        <li>应用里出现“支部工作台”和 6 位数字，把数字填在下面。数字每 30 秒换一次。</li>
      </ol>
      <Suspense fallback={<Loading lines={3} label="正在画二维码……" />}>
        <QrCode text={props.begun.uri} label="绑定动态口令的二维码" />
      </Suspense>
      <details class="fold">
        <summary>不能扫码？手工输入密钥</summary>
        <p>在应用里选“手工输入”，账户填 {me().account.login}，密钥照下面输入（不分大小写，空格不用输）。</p>
        <CopyField label="密钥" value={inFours(props.begun.secret)} copy="复制密钥" />
      </details>
      <CodeField {...form.field("code")} />
    </Form>
  );
}
